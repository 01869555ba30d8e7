package cbdc.simulator.simulate;

import cbdc.settlement.node.raft.GroupExecutor;
import cbdc.settlement.node.raft.GroupThread;
import cbdc.settlement.node.raft.RaftClock;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A thread in virtual time: one task after the other, each taking a little, more if it waits for a
 * disk.
 */
final class SimulatedThread implements GroupThread, Executor {
  private static final long TASK_NANOS = 5_000;

  private final VirtualTime time;
  private final SimulatedProcess process;
  private final GroupExecutor.UncaughtHandler uncaught;
  private final BooleanSupplier ended;
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private long freeAtNanos;
  private boolean isScheduled;
  private boolean current;
  private boolean closed;

  SimulatedThread(
      VirtualTime time,
      SimulatedProcess process,
      GroupExecutor.UncaughtHandler uncaught,
      BooleanSupplier ended) {
    this.time = time;
    this.process = process;
    this.uncaught = uncaught;
    this.ended = ended;
  }

  @Override
  public boolean isCurrent() {
    return current;
  }

  @Override
  public void execute(Runnable task) {
    if (current) {
      task.run();
    } else {
      submit(task);
    }
  }

  @Override
  public void submit(Runnable task) {
    if (!closed) {
      queue.add(task);
      scheduleNext();
    }
  }

  @Override
  public void schedule(Runnable task, long delay, TimeUnit unit) {
    time.after(
        unit.toNanos(delay) / RaftClock.SPEED,
        () -> {
          if (!closed) {
            submit(task);
          }
        });
  }

  @Override
  public void close(Runnable whenEnded) {
    submit(
        () -> {
          closed = true;
          whenEnded.run();
        });
  }

  private void scheduleNext() {
    if (!isScheduled && !queue.isEmpty()) {
      isScheduled = true;
      time.after(Math.max(freeAtNanos, process.pausedUntilNanos()) - time.nanos(), this::runNext);
    }
  }

  private void runNext() {
    isScheduled = false;
    if (ended.getAsBoolean()) {
      queue.clear();
      return;
    }
    if (time.nanos() < process.pausedUntilNanos()) {
      scheduleNext();
      return;
    }
    Runnable task = queue.poll();
    current = true;
    try {
      task.run();
    } catch (SimulatedProcess.Died died) {
      queue.clear();
    } catch (Throwable thrown) {
      if (!process.isDead()) {
        uncaught.onUncaught(thrown);
      }
    } finally {
      current = false;
    }
    freeAtNanos = time.nanos() + TASK_NANOS;
    scheduleNext();
  }
}
