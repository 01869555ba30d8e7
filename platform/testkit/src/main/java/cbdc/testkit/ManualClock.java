package cbdc.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that moves only when told to: wall time, which may jump either way, and monotonic time,
 * which only advances. May be read by any thread.
 */
public final class ManualClock extends Clock {
  private final AtomicLong wallMicros;
  private final AtomicLong monotonicNanos = new AtomicLong();
  private final ZoneId zone;

  /** A clock at that moment. */
  public ManualClock(Instant start) {
    this(new AtomicLong(micros(start)), ZoneOffset.UTC);
  }

  private ManualClock(AtomicLong wallMicros, ZoneId zone) {
    this.wallMicros = wallMicros;
    this.zone = zone;
  }

  /** Lets time pass: both wall and monotonic time advance. */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "time does not pass backwards; set the wall clock with jumpTo");
    }
    wallMicros.addAndGet(duration.toNanos() / 1_000);
    monotonicNanos.addAndGet(duration.toNanos());
  }

  /** Sets the wall clock, as an operator or a time server would; monotonic time stays. */
  public void jumpTo(Instant moment) {
    wallMicros.set(micros(moment));
  }

  /** Wall time in microseconds since 1970. */
  public long micros() {
    return wallMicros.get();
  }

  /** Monotonic time in nanoseconds since the clock was made. */
  public long nanoTime() {
    return monotonicNanos.get();
  }

  @Override
  public long millis() {
    return Math.floorDiv(wallMicros.get(), 1_000L);
  }

  @Override
  public Instant instant() {
    long micros = wallMicros.get();
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** A view of the same wall time in another zone. */
  @Override
  public Clock withZone(ZoneId other) {
    return new ManualClock(wallMicros, other);
  }

  private static long micros(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), 1_000_000L), moment.getNano() / 1_000);
  }
}
