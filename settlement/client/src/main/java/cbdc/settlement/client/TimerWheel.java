package cbdc.settlement.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * When something is due, for very many things at constant cost each: slots of {@link #TICK_MILLIS},
 * each a linked list through the things themselves. A thing is in at most one place; scheduling it
 * again moves it. Fires on the first tick at or after the due time.
 */
final class TimerWheel {
  /** Resolution. */
  static final long TICK_MILLIS = 5;

  private static final int SLOTS = 8192;

  private final Timed[] slots = new Timed[SLOTS];
  private final List<Timed> fired = new ArrayList<>();
  private long lastTick;
  private int size;

  /** Something that can be due. */
  abstract static class Timed {
    private Timed previous;
    private Timed next;
    private long dueTick = -1;

    /** True while it waits in a wheel. */
    final boolean isScheduled() {
      return dueTick >= 0;
    }
  }

  TimerWheel(long nowMillis) {
    lastTick = nowMillis / TICK_MILLIS;
  }

  int size() {
    return size;
  }

  void schedule(Timed timed, long dueMillis) {
    cancel(timed);
    long tick = Math.max(lastTick + 1, (dueMillis + TICK_MILLIS - 1) / TICK_MILLIS);
    int slot = (int) (tick & (SLOTS - 1));
    timed.dueTick = tick;
    timed.next = slots[slot];
    if (timed.next != null) {
      timed.next.previous = timed;
    }
    slots[slot] = timed;
    size++;
  }

  /** Schedules unless it is due earlier already. */
  void scheduleSooner(Timed timed, long dueMillis) {
    if (!timed.isScheduled() || timed.dueTick * TICK_MILLIS > dueMillis) {
      schedule(timed, dueMillis);
    }
  }

  void cancel(Timed timed) {
    if (timed.dueTick < 0) {
      return;
    }
    if (timed.previous != null) {
      timed.previous.next = timed.next;
    } else {
      slots[(int) (timed.dueTick & (SLOTS - 1))] = timed.next;
    }
    if (timed.next != null) {
      timed.next.previous = timed.previous;
    }
    timed.previous = null;
    timed.next = null;
    timed.dueTick = -1;
    size--;
  }

  /**
   * Hands over everything that is due, the earliest first; what is scheduled meanwhile is due at a
   * later tick. What a handler cancels may still be handed over in the same round.
   */
  void advance(long nowMillis, Consumer<Timed> due) {
    long nowTick = nowMillis / TICK_MILLIS;
    long from = Math.max(lastTick + 1, nowTick - SLOTS + 1);
    lastTick = Math.max(lastTick, nowTick);
    for (long tick = from; tick <= nowTick && size > 0; tick++) {
      fireSlot((int) (tick & (SLOTS - 1)), nowTick, due);
    }
  }

  private void fireSlot(int slot, long nowTick, Consumer<Timed> due) {
    for (Timed timed = slots[slot]; timed != null; ) {
      Timed following = timed.next;
      if (timed.dueTick <= nowTick) {
        cancel(timed);
        fired.add(timed);
      }
      timed = following;
    }
    // Collected first, because a handler may schedule or cancel others. The list runs from the
    // newest to the oldest.
    for (int i = fired.size() - 1; i >= 0; i--) {
      Timed timed = fired.get(i);
      if (!timed.isScheduled()) {
        due.accept(timed);
      }
    }
    fired.clear();
  }
}
