package cbdc.wallet.store.projection;

import java.util.concurrent.TimeUnit;

/**
 * Where the projector stands with one shard: waiting until it is due, reading, or with a page that
 * is to be projected. Used by the projector's thread only; times are monotonic nanoseconds.
 */
final class ShardFollower {
  private static final long BACKOFF_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int shard;
  private final ProjectorSettings settings;
  private long next;
  private long dueNanos;
  private long waitNanos;
  private long backoffNanos;

  /** Counts reads, so that an answer that comes too late is not taken for the next one's. */
  private int attempt;

  private boolean reading;
  private long askedNanos;
  private long askedAtMillis;
  private FeedSlice arrived;

  ShardFollower(int shard, long next, long nowNanos, ProjectorSettings settings) {
    this.shard = shard;
    this.next = next;
    this.dueNanos = nowNanos;
    this.settings = settings;
    this.waitNanos = settings.pollMin().toNanos();
  }

  int shard() {
    return shard;
  }

  /** Number of the history record with which the next page begins. */
  long next() {
    return next;
  }

  /** The page that waits to be projected, or null. */
  FeedSlice arrived() {
    return arrived;
  }

  /** Whether the last attempt failed. */
  boolean isFailing() {
    return backoffNanos > 0;
  }

  boolean isReading() {
    return reading;
  }

  /** Wall time at which the page was asked for. */
  long askedAtMillis() {
    return askedAtMillis;
  }

  /** When something is to be done here at the latest, unless a page arrives. */
  long wakeNanos() {
    return reading ? askedNanos + settings.readLimit().toNanos() : dueNanos;
  }

  boolean isDue(long nowNanos) {
    return !reading && arrived == null && nowNanos - dueNanos >= 0;
  }

  boolean isOverdue(long nowNanos) {
    return reading && nowNanos - wakeNanos() >= 0;
  }

  /** A page is asked for; the answer is to name the number returned. */
  int ask(long nowNanos, long nowMillis) {
    reading = true;
    askedNanos = nowNanos;
    askedAtMillis = nowMillis;
    return ++attempt;
  }

  /**
   * An answer came; nothing happens if nobody waits for it any more.
   *
   * @throws FeedContradiction if it is not what was asked for
   */
  void arrive(int ofAttempt, FeedSlice slice) {
    if (!isAwaited(ofAttempt)) {
      return;
    }
    reading = false;
    if (slice.page().fromBatch() != next || slice.page().nextBatch() < next) {
      throw new FeedContradiction(
          "shard "
              + shard
              + " answered with records from "
              + slice.page().fromBatch()
              + " to before "
              + slice.page().nextBatch()
              + ", expected from "
              + next);
    }
    arrived = slice;
  }

  /** Whether a failure belongs to the read that is waited for. */
  boolean isAwaited(int ofAttempt) {
    return reading && ofAttempt == attempt;
  }

  /** The page is projected. */
  void projected(long nowNanos) {
    long min = settings.pollMin().toNanos();
    boolean isNew = arrived.page().nextBatch() > next;
    waitNanos = isNew ? min : Math.min(2 * waitNanos, settings.pollMax().toNanos());
    dueNanos = arrived.page().isLast() ? nowNanos + waitNanos : nowNanos;
    next = arrived.page().nextBatch();
    arrived = null;
    backoffNanos = 0;
  }

  /** The read failed, or the page cannot be projected: it is read again later. */
  void failed(long nowNanos) {
    reading = false;
    arrived = null;
    backoffNanos =
        Math.min(Math.max(2 * backoffNanos, BACKOFF_MIN_NANOS), settings.backoffMax().toNanos());
    dueNanos = nowNanos + backoffNanos;
  }
}
