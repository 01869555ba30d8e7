package cbdc.kit.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/**
 * Token buckets by key: each key may spend {@code burst} at once and {@code ratePerSecond} in the
 * long run. Remembers a bounded number of keys; the one that was used longest ago is forgotten
 * first, and starts with a full bucket should it come again. Safe for use by several threads.
 */
public final class RateLimiter {
  private static final double NANOS_PER_SECOND = 1e9;

  /** What a key has earned and not spent, as the time in which it earned it. */
  private static final class Bucket {
    long creditNanos;
    long atNanos;

    Bucket(long creditNanos, long atNanos) {
      this.creditNanos = creditNanos;
      this.atNanos = atNanos;
    }
  }

  private final long nanosPerToken;
  private final long creditMaxNanos;
  private final int keysMax;
  private final LongSupplier nanoClock;
  private final SequencedMap<String, Bucket> buckets;

  /**
   * A limiter in which every bucket is full.
   *
   * @param keysMax how many keys are remembered
   * @param nanoClock a monotonic clock, such as {@code System::nanoTime}
   */
  public RateLimiter(double ratePerSecond, int burst, int keysMax, LongSupplier nanoClock) {
    if (!(ratePerSecond >= 0.001) || burst < 1 || keysMax < 1) {
      throw new IllegalArgumentException("rate is 0.001 or more, burst and keys are 1 or more");
    }
    this.nanosPerToken = Math.max(1, Math.round(NANOS_PER_SECOND / ratePerSecond));
    this.creditMaxNanos = Math.multiplyExact(nanosPerToken, burst);
    this.keysMax = keysMax;
    this.nanoClock = nanoClock;
    this.buckets = new LinkedHashMap<>(16, 0.75f, true);
  }

  /**
   * Spends one token of the key.
   *
   * @return empty if there was one, else how long it takes until there is
   */
  public synchronized Optional<Duration> tryAcquire(String key) {
    long now = nanoClock.getAsLong();
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      bucket = new Bucket(creditMaxNanos, now);
      buckets.put(key, bucket);
      forgetEldest();
    }
    long earned = Math.clamp(now - bucket.atNanos, 0, creditMaxNanos);
    bucket.creditNanos = Math.min(creditMaxNanos, bucket.creditNanos + earned);
    bucket.atNanos = now;
    if (bucket.creditNanos >= nanosPerToken) {
      bucket.creditNanos -= nanosPerToken;
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(nanosPerToken - bucket.creditNanos));
  }

  /**
   * As {@link #tryAcquire}.
   *
   * @throws ProblemException with RATE_LIMITED if there is no token
   */
  public void acquire(String key) {
    Optional<Duration> wait = tryAcquire(key);
    if (wait.isPresent()) {
      throw Problem.of(HttpProblem.RATE_LIMITED).retryAfter(wait.get()).toException();
    }
  }

  private void forgetEldest() {
    if (buckets.size() > keysMax) {
      buckets.pollFirstEntry();
    }
  }
}
