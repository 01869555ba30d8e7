package cbdc.settlement.node.raft;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A group's thread in virtual time. It can be paused (a stopped process) and killed. */
final class SimulatedThread implements GroupThread {

  /** Nobody's task takes no time at all. */
  private static final long TASK_NANOS = 20_000;

  private final SimulatedTime time;
  private final GroupExecutor.UncaughtHandler uncaught;
  private final BooleanSupplier halted;
  private long freeAtNanos;
  private long pausedUntilNanos;
  private boolean current;
  private boolean closed;

  SimulatedThread(
      SimulatedTime time, GroupExecutor.UncaughtHandler uncaught, BooleanSupplier halted) {
    this.time = time;
    this.uncaught = uncaught;
    this.halted = halted;
  }

  void pause(long millis) {
    pausedUntilNanos = time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  void kill() {
    closed = true;
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
    freeAtNanos = Math.max(freeAtNanos, time.nanoTime()) + TASK_NANOS;
    time.after(freeAtNanos - time.nanoTime(), () -> run(task));
  }

  @Override
  public void schedule(Runnable task, long delay, TimeUnit unit) {
    time.after(unit.toNanos(delay) / RaftClock.SPEED, () -> run(task));
  }

  private void run(Runnable task) {
    if (closed || halted.getAsBoolean()) {
      return;
    }
    if (time.nanoTime() < pausedUntilNanos) {
      time.after(pausedUntilNanos - time.nanoTime(), () -> run(task));
      return;
    }
    current = true;
    try {
      task.run();
    } catch (Throwable thrown) {
      uncaught.onUncaught(thrown);
    } finally {
      current = false;
    }
  }

  @Override
  public void close(Runnable whenEnded) {
    submit(
        () -> {
          closed = true;
          whenEnded.run();
        });
  }
}
