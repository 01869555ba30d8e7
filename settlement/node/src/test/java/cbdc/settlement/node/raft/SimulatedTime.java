package cbdc.settlement.node.raft;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs everything of a cluster on the test's thread, in the order of virtual time: the same seed,
 * the same run.
 */
final class SimulatedTime {

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowNanos;
  private long sequence;

  long nanoTime() {
    return nowNanos;
  }

  void after(long delayNanos, Runnable task) {
    events.add(new Event(nowNanos + delayNanos, sequence++, task));
  }

  void runFor(long millis) {
    long end = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!events.isEmpty() && events.peek().atNanos <= end) {
      step();
    }
    nowNanos = end;
  }

  /** Runs until the condition holds; fails after a time in which it should have held long ago. */
  void runUntil(Supplier<String> what, BooleanSupplier condition) {
    long end = nowNanos + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (events.isEmpty() || events.peek().atNanos > end) {
        throw new AssertionError("not within 60 s of virtual time: " + what.get());
      }
      step();
    }
  }

  private void step() {
    Event event = events.poll();
    nowNanos = Math.max(nowNanos, event.atNanos);
    event.task.run();
  }

  private record Event(long atNanos, long sequence, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return atNanos != other.atNanos
          ? Long.compare(atNanos, other.atNanos)
          : Long.compare(sequence, other.sequence);
    }
  }
}
