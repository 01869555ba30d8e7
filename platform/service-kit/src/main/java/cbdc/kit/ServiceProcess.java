package cbdc.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service as a process of its own: it runs until somebody tells it to stop. */
public final class ServiceProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);

  private ServiceProcess() {}

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
   * Returns when the process was told to stop (Ctrl-C, SIGTERM, the end of its input) and the
   * service is closed.
   *
   * @param name names the service in logs and threads
   * @param service closed on the way out
   */
  public static void runUntilStopped(String name, AutoCloseable service)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> close(name, service, stopped), name + "-stop"));
    stopped.await();
  }

  private static void close(String name, AutoCloseable service, CountDownLatch stopped) {
    try {
      service.close();
    } catch (Exception failed) {
      LOG.error("{} did not stop as it should", name, failed);
    } finally {
      stopped.countDown();
    }
  }
}
