package cbdc.simulator.simulate;

import cbdc.settlement.node.raft.GroupExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One life of a simulated process: its threads stop when it dies, and stand still while it is
 * paused. Nothing it does after its death reaches anything.
 */
final class SimulatedProcess {

  /** Leaves the stack of a process that has died in the middle of what it did. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died(String why) {
      super(why, null, false, false);
    }
  }

  private static final long NOT_SUSPENDED = -1;
  private static final long WAKING_NANOS_MAX = 200_000_000;

  private final VirtualTime time;
  private final Chance chance;
  private final String name;
  private final FailureSink failures;
  private long pausedUntilNanos;
  private long suspendedAtNanos = NOT_SUSPENDED;
  private long suspendedNanos;
  private boolean dead;

  /** Receives what no simulated process may do. */
  @FunctionalInterface
  interface FailureSink {
    /** A task ended with something that nobody caught. */
    void uncaught(String where, Throwable thrown);
  }

  SimulatedProcess(VirtualTime time, Chance chance, String name, FailureSink failures) {
    this.time = time;
    this.chance = chance;
    this.name = name;
    this.failures = failures;
  }

  boolean isDead() {
    return dead;
  }

  /** Ends this life; whoever is in the middle of something finds out at the next I/O. */
  void die() {
    dead = true;
  }

  /** Leaves the stack if this life is over. */
  void requireAlive() {
    if (dead) {
      throw new Died(name + " is dead");
    }
  }

  /** Nothing runs for so long, as after SIGSTOP. */
  void pause(long millis) {
    long standing = clockNanos();
    pausedUntilNanos = time.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    suspendedAtNanos = NOT_SUSPENDED;
    suspendedNanos = time.nanos() - standing;
  }

  /** The same, and its monotonic clock stands still as well, as when its machine is suspended. */
  void suspend(long millis) {
    pause(millis);
    suspendedAtNanos = time.nanos();
  }

  /** What its monotonic clock shows. */
  long clockNanos() {
    return suspendedAtNanos == NOT_SUSPENDED
        ? time.nanos() - suspendedNanos
        : Math.max(suspendedAtNanos, time.nanos() - (pausedUntilNanos - suspendedAtNanos))
            - suspendedNanos;
  }

  /** A thread that runs tasks one at a time, in order. */
  SimulatedThread thread(String threadName) {
    return new SimulatedThread(
        time, this, thrown -> failures.uncaught(name + " " + threadName, thrown), () -> dead);
  }

  /** A group's thread. */
  SimulatedThread thread(GroupExecutor.UncaughtHandler uncaught, BooleanSupplier halted) {
    return new SimulatedThread(time, this, uncaught, () -> dead || halted.getAsBoolean());
  }

  /** Runs a task after a delay, by no thread in particular; not while paused, never when dead. */
  void later(long delayNanos, Runnable task) {
    time.after(delayNanos, () -> runUnpaused(task));
  }

  private void runUnpaused(Runnable task) {
    if (dead) {
      return;
    }
    if (time.nanos() < pausedUntilNanos) {
      // What has waited meanwhile comes in no order: each connection is read when its turn comes.
      long behind = chance.below(WAKING_NANOS_MAX);
      time.after(pausedUntilNanos - time.nanos() + behind, () -> runUnpaused(task));
      return;
    }
    try {
      task.run();
    } catch (Died ended) {
      // Its last task.
    } catch (Throwable thrown) {
      if (!dead) {
        failures.uncaught(name, thrown);
      }
    }
  }

  /** When this process runs again, or 0. */
  long pausedUntilNanos() {
    return pausedUntilNanos;
  }
}
