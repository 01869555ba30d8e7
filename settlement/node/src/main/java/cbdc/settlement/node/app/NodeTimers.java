package cbdc.settlement.node.app;

import cbdc.settlement.node.core.FailStop;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node's recurring tasks on one thread. */
final class NodeTimers {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTimers.class);

  private final ScheduledExecutorService executor;
  private final FailStop failStop;

  /** Timers that run nothing yet. */
  NodeTimers(ThreadFactory threads, FailStop failStop) {
    this.executor = Executors.newScheduledThreadPool(1, threads);
    this.failStop = failStop;
  }

  /** Runs a task again and again, with a pause between its end and its next beginning. */
  void every(long millis, Runnable task) {
    @SuppressWarnings("FutureReturnValueIgnored") // a guarded task never fails; stopping ends all
    Object ignored =
        executor.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.warn("a timer's task failed and goes on", e);
      } catch (Throwable t) {
        failStop.halt("a timer failed", t);
      }
    };
  }

  /** Ends all. */
  void stop() {
    executor.shutdownNow();
  }
}
