package cbdc.simulator.drill.net;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Which directions are cut at the moment. */
final class Cuts {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Direction> cut = new HashSet<>();

  private record Direction(String from, String to) {}

  void cut(String from, String to) {
    lock.lock();
    try {
      cut.add(new Direction(from, to));
    } finally {
      lock.unlock();
    }
  }

  void healAll() {
    lock.lock();
    try {
      cut.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until bytes may pass. */
  void awaitPassage(String from, String to) throws InterruptedException {
    Direction direction = new Direction(from, to);
    lock.lockInterruptibly();
    try {
      while (cut.contains(direction)) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
