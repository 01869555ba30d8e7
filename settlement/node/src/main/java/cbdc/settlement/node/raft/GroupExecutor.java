package cbdc.settlement.node.raft;

import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The thread of one group. One thread per group, so that groups wait for the same log sync in
 * parallel. Delays are divided by {@link RaftClock#SPEED}. A Throwable that leaves a task halts the
 * node: a group must not go on after half a step.
 */
public final class GroupExecutor implements GroupThread {

  /** Receives what left a task. */
  @FunctionalInterface
  public interface UncaughtHandler {
    /**
     * Called on the group's thread.
     *
     * @param thrown what the task threw
     */
    void onUncaught(Throwable thrown);
  }

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final UncaughtHandler uncaught;
  private final BooleanSupplier halted;
  private final Thread thread;
  private long timerSequence;
  private Runnable whenEnded;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param name name of the thread
   * @param uncaught receives what leaves a task
   * @param halted true once no further task may run
   */
  public GroupExecutor(String name, UncaughtHandler uncaught, BooleanSupplier halted) {
    this.uncaught = Objects.requireNonNull(uncaught, "uncaught");
    this.halted = Objects.requireNonNull(halted, "halted");
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  @Override
  public void execute(Runnable task) {
    if (isCurrent()) {
      task.run();
    } else {
      submit(task);
    }
  }

  /**
   * Queues a task. After the end, it is dropped: MicroRaft fails its futures before it is stopped.
   */
  @Override
  public void submit(Runnable task) {
    queue.add(Objects.requireNonNull(task, "task"));
  }

  @Override
  public void schedule(Runnable task, long delay, TimeUnit unit) {
    Objects.requireNonNull(task, "task");
    long dueNanos = System.nanoTime() + unit.toNanos(delay) / RaftClock.SPEED;
    if (isCurrent()) {
      addTimer(task, dueNanos);
    } else {
      submit(() -> addTimer(task, dueNanos));
    }
  }

  private void addTimer(Runnable task, long dueNanos) {
    timers.add(new Timer(dueNanos, timerSequence++, task));
  }

  @Override
  public void close(Runnable ended) {
    submit(
        () -> {
          if (!closed) {
            closed = true;
            whenEnded = ended;
          }
        });
  }

  private void run() {
    while (!halted.getAsBoolean() && !(closed && queue.isEmpty())) {
      runDueTimers();
      Runnable task = take();
      if (task != null) {
        runOne(task);
      }
    }
    timers.clear();
    queue.clear();
    if (whenEnded != null) {
      runOne(whenEnded);
    }
  }

  private void runDueTimers() {
    while (!timers.isEmpty() && !closed && !halted.getAsBoolean()) {
      if (timers.peek().dueNanos - System.nanoTime() > 0) {
        return;
      }
      runOne(timers.poll().task);
    }
  }

  /** The next task, or null when it is time to look at the timers. */
  private Runnable take() {
    try {
      Runnable task = queue.poll();
      if (task != null) {
        return task;
      }
      if (closed || halted.getAsBoolean()) {
        return null;
      }
      if (timers.isEmpty()) {
        return queue.take();
      }
      return queue.poll(timers.peek().dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; if somebody does, the flag must not make every wait fail
      // from now on.
      return null;
    }
  }

  private void runOne(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      uncaught.onUncaught(thrown);
    }
  }

  private record Timer(long dueNanos, long sequence, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(dueNanos - other.dueNanos, 0);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
