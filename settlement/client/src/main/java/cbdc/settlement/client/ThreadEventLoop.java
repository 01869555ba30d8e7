package cbdc.settlement.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event loop on a thread of its own. Several clients may share one. */
public final class ThreadEventLoop implements EventLoop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadEventLoop.class);

  private final ScheduledThreadPoolExecutor executor;

  /** Starts the thread, a daemon of that name. */
  public ThreadEventLoop(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public boolean execute(Runnable task) {
    try {
      executor.execute(() -> run(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void schedule(Runnable task, long delayMillis) {
    try {
      // Nobody waits for it: run() reports what fails.
      ScheduledFuture<?> unused =
          executor.schedule(() -> run(task), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("timer after the loop was closed");
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("an event of the settlement client failed, which is a bug", e);
    }
  }

  /**
   * Takes no more and ends the thread once it has run what was given to {@link #execute} before;
   * timers do not run any more. Close the clients first.
   */
  @Override
  public void close() {
    executor.shutdown();
  }
}
