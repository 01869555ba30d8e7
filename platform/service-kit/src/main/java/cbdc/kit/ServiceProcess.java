package cbdc.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service as a process of its own: it runs until somebody tells it to stop. */
public final class ServiceProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);

  private final String name;
  private final AutoCloseable service;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean isStopping;

  private ServiceProcess(String name, AutoCloseable service) {
    this.name = name;
    this.service = service;
  }

  /**
   * Ends the process when its standard input ends, so that it never outlives the process that
   * started it. Whoever holds the other end says nothing; when it is gone, so is this.
   */
  public static void stopWithInput() {
    Thread.ofPlatform().name("input").daemon().start(ServiceProcess::readInput);
  }

  private static void readInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.info("standard input cannot be read any more: {}", e.getMessage());
    }
    System.exit(0);
  }

  /**
   * From now on the service is closed when the process is told to stop: by Ctrl-C, SIGTERM, or the
   * end of its input. To be said before the service starts: a start that is cut short must not
   * leave anything running either.
   *
   * @param name names the service in logs and threads
   * @param service may be closed while it starts, and more than once
   */
  public static ServiceProcess closing(String name, AutoCloseable service) {
    ServiceProcess process = new ServiceProcess(name, service);
    Runtime.getRuntime().addShutdownHook(new Thread(process::close, name + "-stop"));
    return process;
  }

  /** Returns when the service is closed. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** True once it was told to stop; what fails from then on fails because of that. */
  public boolean isStopping() {
    return isStopping;
  }

  private void close() {
    isStopping = true;
    try {
      service.close();
    } catch (Exception failed) {
      LOG.error("{} did not stop as it should", name, failed);
    } finally {
      stopped.countDown();
    }
  }
}
