package cbdc.simulator.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * One run of a command that starts processes: its directory, and its end. However it ends, also by
 * Ctrl-C, whatever the body opened is closed by itself, in order. A temporary directory is deleted
 * unless the run failed.
 */
public final class DirectoryRun {
  private static final long END_SECONDS = 90;

  private final Path dir;
  private final Thread thread = Thread.currentThread();
  private final AtomicBoolean isInterrupted = new AtomicBoolean();
  private final AtomicReference<String> failure = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isFinishing;
  private boolean isKept;

  private DirectoryRun(Path dir) {
    this.dir = dir;
  }

  /** What is run. */
  public interface Body {
    void run(DirectoryRun run) throws Exception;
  }

  /**
   * Runs a body.
   *
   * @param option the option that names the directory, for messages
   * @param prefix of the name of a temporary directory
   * @param data where it keeps its data: an empty or a new directory, kept afterwards; or nothing
   *     for a temporary one
   * @return the process's exit code
   * @throws CommandFailure when the directory cannot be used
   */
  public static int of(String option, String prefix, Optional<Path> data, Body body)
      throws Exception {
    DirectoryRun run =
        new DirectoryRun(data.isPresent() ? named(option, data.get()) : temporary(prefix));
    Thread hook = new Thread(run::interrupt, "interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      body.run(run);
      return ExitCode.OK;
    } catch (Exception e) {
      if (run.isInterrupted() && (e instanceof InterruptedException || !run.isFinishing)) {
        // Whatever it says, it came of the interrupt.
        return ExitCode.INTERRUPTED;
      }
      // What the message speaks of, such as a node's log, is still wanted.
      run.isKept = e instanceof CommandFailure || run.hasFailed();
      throw run.hasFailed() ? CommandFailure.failed(run.failure.get(), e) : e;
    } finally {
      if (data.isEmpty() && !run.isKept) {
        delete(run.dir);
      }
      run.ended.countDown();
      if (!run.isInterrupted.get()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  /** Where the data goes. */
  public Path dir() {
    return dir;
  }

  /** Whether Ctrl-C has ended it. */
  public boolean isInterrupted() {
    return isInterrupted.get();
  }

  /** Whether something that it needs has failed. */
  public boolean hasFailed() {
    return failure.get() != null;
  }

  /** From here on the body, whose thread calls this, is not interrupted: Ctrl-C waits for it. */
  public synchronized void finish() {
    isFinishing = true;
    // One that came before is told of by the end of this.
    boolean unused = Thread.interrupted();
  }

  /**
   * Ends what {@link #finish} began.
   *
   * @throws InterruptedException when Ctrl-C or a failure has come by now
   */
  public synchronized void finished() throws InterruptedException {
    isFinishing = false;
    if (isInterrupted() || hasFailed()) {
      throw new InterruptedException("the run was ended meanwhile");
    }
  }

  /**
   * Ends the run, since something that it needs has failed: the body's thread is interrupted,
   * unless it says so itself. After Ctrl-C it ends anyway, and processes that end then have not
   * failed.
   *
   * @param reason what the run then fails with
   */
  public void fail(String reason) {
    if (!isInterrupted() && failure.compareAndSet(null, reason)) {
      interruptBody();
    }
  }

  private synchronized void interruptBody() {
    if (!isFinishing && !thread.equals(Thread.currentThread())) {
      thread.interrupt();
    }
  }

  private void interrupt() {
    isInterrupted.set(true);
    interruptBody();
    try {
      if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("cbdc: not at an end after " + END_SECONDS + " s, and cut off here");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw CommandFailure.failed("no temporary directory: " + e.getMessage(), e);
    }
  }

  private static Path named(String option, Path data) {
    try {
      Files.createDirectories(data);
      try (Stream<Path> files = Files.list(data)) {
        List<Path> content = files.limit(1).toList();
        if (!content.isEmpty()) {
          throw CommandFailure.usage(
              option
                  + ": "
                  + data
                  + " holds "
                  + content.getFirst().getFileName()
                  + ": use an empty or a new directory");
        }
      }
      return data;
    } catch (IOException e) {
      throw CommandFailure.failed(option + ": " + data + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
