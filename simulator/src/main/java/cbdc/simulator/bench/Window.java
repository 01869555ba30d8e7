package cbdc.simulator.bench;

import java.util.concurrent.Semaphore;

/**
 * A bound on what is under way. Room is taken in portions, so that the thread that begins work is
 * woken once for many ends and not for each.
 */
final class Window {
  private static final int PORTIONS = 128;

  private final Semaphore room;
  private final int size;
  private final int portion;
  private int taken;

  /** A window of that size, empty. */
  Window(int size) {
    this.room = new Semaphore(size);
    this.size = size;
    this.portion = Math.max(1, size / PORTIONS);
  }

  /** Waits for room for one. For the beginning thread only. */
  void enter() throws InterruptedException {
    if (taken == 0) {
      room.acquire(portion);
      taken = portion;
    }
    taken--;
  }

  /** One has ended. Any thread. */
  void leave() {
    room.release();
  }

  /** Waits until nothing is under way; nothing may be begun afterwards. */
  void awaitEmpty() throws InterruptedException {
    room.acquire(size - taken);
  }
}
