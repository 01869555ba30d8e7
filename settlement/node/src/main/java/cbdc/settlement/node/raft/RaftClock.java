package cbdc.settlement.node.raft;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The clock of MicroRaft: monotonic, because a jump of wall time would demote leaders or stop
 * elections, and running {@value #SPEED} times as fast as time does, because MicroRaft counts its
 * periods in whole seconds. Its instants mean nothing outside.
 */
public final class RaftClock extends Clock {

  /** How many seconds pass on this clock, and in the group's timers, in one second. */
  public static final int SPEED = 5;

  /** MicroRaft takes time 0 for "no heartbeat yet", so this clock starts far beyond any timeout. */
  private static final long START_MILLIS = 86_400_000L;

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final LongSupplier nanoTime;
  private final long originNanos;

  /** A clock on {@link System#nanoTime}. */
  public RaftClock() {
    this(System::nanoTime);
  }

  /**
   * A clock on a source of nanoseconds.
   *
   * @param nanoTime never goes back; may start anywhere and overflow
   */
  public RaftClock(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    this.originNanos = nanoTime.getAsLong();
  }

  @Override
  public long millis() {
    long elapsedNanos = nanoTime.getAsLong() - originNanos;
    // Divided before multiplied: elapsed * 5 alone would overflow after 58 years.
    return START_MILLIS
        + elapsedNanos / NANOS_PER_MILLI * SPEED
        + elapsedNanos % NANOS_PER_MILLI * SPEED / NANOS_PER_MILLI;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    if (ZoneOffset.UTC.equals(zone)) {
      return this;
    }
    throw new UnsupportedOperationException("the Raft clock has no calendar");
  }
}
