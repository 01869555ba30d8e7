package cbdc.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);

  @Test
  void shouldAllowABurstAndThenTheRate() {
    RateLimiter limiter = new RateLimiter(2, 3, 10, clock::nanoTime);

    for (int i = 0; i < 3; i++) {
      assertThat(limiter.tryAcquire("a")).isEmpty();
    }
    assertThat(limiter.tryAcquire("a")).contains(Duration.ofMillis(500));
    assertThat(limiter.tryAcquire("b")).isEmpty();

    clock.advance(Duration.ofMillis(499));
    assertThat(limiter.tryAcquire("a")).contains(Duration.ofMillis(1));
    clock.advance(Duration.ofMillis(1));
    assertThat(limiter.tryAcquire("a")).isEmpty();
    assertThat(limiter.tryAcquire("a")).isPresent();
  }

  @Test
  void shouldNotSaveUpMoreThanTheBurst() {
    RateLimiter limiter = new RateLimiter(100, 2, 10, clock::nanoTime);
    limiter.acquire("a");
    clock.advance(Duration.ofHours(1));

    limiter.acquire("a");
    limiter.acquire("a");
    assertThat(limiter.tryAcquire("a")).isPresent();
  }

  @Test
  void shouldRefuseWithTheTimeToWait() {
    RateLimiter limiter = new RateLimiter(0.1, 1, 10, clock::nanoTime);
    limiter.acquire("a");

    assertThatThrownBy(() -> limiter.acquire("a"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              Reply reply = refused.problem().toReply("t");
              assertThat(reply.status()).isEqualTo(429);
              assertThat(reply.headers()).containsExactly("Retry-After", "10");
            });
  }

  @Test
  void shouldForgetTheKeyThatWasUsedLongestAgo() {
    RateLimiter limiter = new RateLimiter(1, 1, 2, clock::nanoTime);
    limiter.acquire("a");
    limiter.acquire("b");
    assertThat(limiter.tryAcquire("a")).isPresent();
    limiter.acquire("c");

    assertThat(limiter.tryAcquire("a")).as("used after b").isPresent();
    assertThat(limiter.tryAcquire("b")).as("forgotten").isEmpty();
  }
}
