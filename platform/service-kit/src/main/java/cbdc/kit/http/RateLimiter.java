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

  private static final class Bucket {
    double tokens;
    long atNanos;

    Bucket(double tokens, long atNanos) {
      this.tokens = tokens;
      this.atNanos = atNanos;
    }
  }

  private final double ratePerSecond;
  private final double burst;
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
    if (!(ratePerSecond > 0) || burst < 1 || keysMax < 1) {
      throw new IllegalArgumentException("rate, burst and keys are above zero");
    }
    this.ratePerSecond = ratePerSecond;
    this.burst = burst;
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
      bucket = new Bucket(burst, now);
      buckets.put(key, bucket);
      forgetEldest();
    }
    double earned = Math.max(0, now - bucket.atNanos) / NANOS_PER_SECOND * ratePerSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + earned);
    bucket.atNanos = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return Optional.empty();
    }
    double seconds = (1 - bucket.tokens) / ratePerSecond;
    return Optional.of(Duration.ofNanos((long) Math.ceil(seconds * NANOS_PER_SECOND)));
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
