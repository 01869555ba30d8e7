package cbdc.settlement.node.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the committer measures, as plain counters. Written by the committer thread, read by any.
 *
 * <p>Histograms have four buckets per power of two; {@link #bucketCeiling} gives the upper bound of
 * a bucket.
 */
public final class StoreMetrics {
  /** Number of buckets of each histogram. */
  public static final int BUCKETS = 4 * 48;

  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong logEntries = new AtomicLong();
  private final AtomicLong loggedBytes = new AtomicLong();
  private final AtomicLong pageBytes = new AtomicLong();
  private final AtomicLong syncNanosTotal = new AtomicLong();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLongArray syncNanos = new AtomicLongArray(BUCKETS);
  private final AtomicLongArray entriesPerSync = new AtomicLongArray(BUCKETS);
  private long entriesSinceSync;

  /** Syncs of the write-ahead log. */
  public long syncs() {
    return syncs.get();
  }

  /** Rounds written, synced or not. */
  public long rounds() {
    return rounds.get();
  }

  /** Raft log entries written. */
  public long logEntries() {
    return logEntries.get();
  }

  /** Bytes of keys and values written through the write-ahead log. */
  public long loggedBytes() {
    return loggedBytes.get();
  }

  /** Bytes of snapshot pages written. */
  public long pageBytes() {
    return pageBytes.get();
  }

  /** Time spent in synced rounds, nanoseconds. */
  public long syncNanosTotal() {
    return syncNanosTotal.get();
  }

  /** Bytes waiting for the committer. */
  public long queuedBytes() {
    return queuedBytes.get();
  }

  /** Histogram of the duration of synced rounds, nanoseconds. */
  public long[] syncNanosHistogram() {
    return copy(syncNanos);
  }

  /** Histogram of the Raft log entries made durable by one sync. */
  public long[] entriesPerSyncHistogram() {
    return copy(entriesPerSync);
  }

  /** Upper bound of bucket {@code i}, inclusive. */
  public static long bucketCeiling(int i) {
    if (i < 4) {
      return i;
    }
    int shift = i / 4 - 1;
    return ((long) (4 + i % 4 + 1) << shift) - 1;
  }

  /**
   * The value below or at which the share {@code quantile} (0 to 1) of a histogram lies, as a
   * bucket's upper bound.
   */
  public static long quantile(long[] histogram, double quantile) {
    long total = 0;
    for (long count : histogram) {
      total += count;
    }
    long wanted = (long) Math.ceil(total * quantile);
    long seen = 0;
    for (int i = 0; i < histogram.length; i++) {
      seen += histogram[i];
      if (seen >= wanted && seen > 0) {
        return bucketCeiling(i);
      }
    }
    return 0;
  }

  void written(CommitRound round, long nanos) {
    rounds.incrementAndGet();
    if (round.kind() == CommitRound.Kind.PAGES) {
      pageBytes.addAndGet(round.bytes());
      return;
    }
    loggedBytes.addAndGet(round.bytes());
    logEntries.addAndGet(round.logEntries());
    entriesSinceSync += round.logEntries();
    if (round.kind() == CommitRound.Kind.SYNCED) {
      syncs.incrementAndGet();
      syncNanosTotal.addAndGet(nanos);
      syncNanos.incrementAndGet(bucket(nanos));
      entriesPerSync.incrementAndGet(bucket(entriesSinceSync));
      entriesSinceSync = 0;
    }
  }

  void queued(long bytes) {
    queuedBytes.set(bytes);
  }

  static int bucket(long value) {
    if (value < 4) {
      return (int) Math.max(0, value);
    }
    int exponent = 63 - Long.numberOfLeadingZeros(value);
    int quarter = (int) (value >>> (exponent - 2)) & 3;
    return Math.min(BUCKETS - 1, (exponent - 1) * 4 + quarter);
  }

  private static long[] copy(AtomicLongArray source) {
    long[] target = new long[source.length()];
    for (int i = 0; i < target.length; i++) {
      target[i] = source.get(i);
    }
    return target;
  }
}
