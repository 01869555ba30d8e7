package cbdc.simulator.simulate;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs events in the order of their virtual time, and of their making where that is equal: the same
 * seed, the same run. What takes time inside an event, as a disk does, moves this clock on while
 * the event lasts.
 */
final class VirtualTime {
  private record Event(long atNanos, long number, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return atNanos != other.atNanos
          ? Long.compare(atNanos, other.atNanos)
          : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>(1024);
  private long nowNanos;
  private long spentNanos;
  private long lastNumber;
  private long executed;

  /** Nanoseconds since the beginning. */
  long nanos() {
    return nowNanos + spentNanos;
  }

  /** Milliseconds since the beginning. */
  long millis() {
    return nanos() / 1_000_000;
  }

  /** Events executed so far. */
  long executed() {
    return executed;
  }

  /** Runs a task later. */
  void after(long delayNanos, Runnable task) {
    events.add(new Event(nanos() + Math.max(0, delayNanos), ++lastNumber, task));
  }

  /** Runs a task later. */
  void afterMillis(long delayMillis, Runnable task) {
    after(TimeUnit.MILLISECONDS.toNanos(delayMillis), task);
  }

  /** The event at hand takes so much longer. */
  void spend(long nanos) {
    spentNanos += nanos;
  }

  /** What the event at hand has taken so far. */
  long spentNanos() {
    return spentNanos;
  }

  /** Executes the next event, unless it lies beyond a time; false then. */
  boolean step(long untilNanos) {
    Event next = events.peek();
    if (next == null || next.atNanos > untilNanos) {
      nowNanos = Math.max(nowNanos, untilNanos);
      return false;
    }
    events.poll();
    nowNanos = Math.max(nowNanos, next.atNanos);
    spentNanos = 0;
    executed++;
    next.task.run();
    spentNanos = 0;
    return true;
  }
}
