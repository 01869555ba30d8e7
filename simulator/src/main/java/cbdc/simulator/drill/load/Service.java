package cbdc.simulator.drill.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** How long each shard acknowledged nothing, as a client over all shards sees it. Any thread. */
public final class Service {
  private final long[] lastNanos;
  private final long[] gapNanosMax;
  private final ReentrantLock lock = new ReentrantLock();

  /** Begins to watch; the time up to the first acknowledgement counts. */
  public Service(int shardCount) {
    lastNanos = new long[shardCount];
    gapNanosMax = new long[shardCount];
    restart();
  }

  /** Forgets all gaps: from now on a fault may come. */
  public void restart() {
    lock.lock();
    try {
      long now = System.nanoTime();
      for (int shard = 0; shard < lastNanos.length; shard++) {
        lastNanos[shard] = now;
        gapNanosMax[shard] = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /** A shard has acknowledged something that it executed. */
  public void acknowledged(int shard) {
    lock.lock();
    try {
      long now = System.nanoTime();
      gapNanosMax[shard] = Math.max(gapNanosMax[shard], now - lastNanos[shard]);
      lastNanos[shard] = now;
    } finally {
      lock.unlock();
    }
  }

  /** Whether every shard has acknowledged something within that time. */
  public boolean isEverywhere(long withinMillis) {
    lock.lock();
    try {
      long now = System.nanoTime();
      for (long last : lastNanos) {
        if (now - last > TimeUnit.MILLISECONDS.toNanos(withinMillis)) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The longest gap of any shard, seconds; one that lasts still counts. */
  public double gapSecondsMax() {
    double longest = 0;
    for (double gap : gapsSeconds()) {
      longest = Math.max(longest, gap);
    }
    return longest;
  }

  /** The longest gap of each shard, seconds. */
  public double[] gapsSeconds() {
    lock.lock();
    try {
      long now = System.nanoTime();
      double[] gaps = new double[lastNanos.length];
      for (int shard = 0; shard < gaps.length; shard++) {
        gaps[shard] = Math.max(gapNanosMax[shard], now - lastNanos[shard]) / 1e9;
      }
      return gaps;
    } finally {
      lock.unlock();
    }
  }
}
