package cbdc.settlement.client;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Virtual time: events in order of their time, then of their making. One thread. */
final class VirtualLoop implements EventLoop, ClientClock {
  private static final long WALL_START_MILLIS = 1_790_000_000_000L;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::number));
  private long nowMillis;
  private long lastNumber;
  boolean isClosed;

  private record Event(long atMillis, long number, Runnable task) {}

  @Override
  public boolean execute(Runnable task) {
    if (!isClosed) {
      schedule(task, 0);
    }
    return !isClosed;
  }

  @Override
  public void schedule(Runnable task, long delayMillis) {
    events.add(new Event(nowMillis + Math.max(0, delayMillis), ++lastNumber, task));
  }

  @Override
  public long monotonicMillis() {
    return nowMillis;
  }

  @Override
  public long wallMillis() {
    return WALL_START_MILLIS + nowMillis;
  }

  /** Lets time pass. */
  void run(long millis) {
    long until = nowMillis + millis;
    runUntil(() -> false, until);
    nowMillis = Math.max(nowMillis, until);
  }

  /** Lets time pass until the condition holds; false when it does not within the time. */
  boolean runUntil(BooleanSupplier condition, long untilMillis) {
    while (!condition.getAsBoolean()) {
      Event next = events.peek();
      if (next == null || next.atMillis > untilMillis) {
        return false;
      }
      events.poll();
      nowMillis = Math.max(nowMillis, next.atMillis);
      next.task.run();
    }
    return true;
  }
}
