package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RaftClockTest {

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000, Long.MAX_VALUE - 10, Long.MIN_VALUE})
  void shouldRunFiveTimesAsFastWhereverTimeStarts(long start) {
    AtomicLong nanos = new AtomicLong(start);
    RaftClock clock = new RaftClock(nanos::get);
    long before = clock.millis();
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));

    assertThat(clock.millis() - before).isEqualTo(1_000);
    assertThat(clock.instant().toEpochMilli()).isEqualTo(before + 1_000);
  }

  @Test
  void shouldNotLoseTheFractionOfMilliseconds() {
    AtomicLong nanos = new AtomicLong();
    RaftClock clock = new RaftClock(nanos::get);
    long before = clock.millis();
    nanos.addAndGet(200_000);

    assertThat(clock.millis() - before).isEqualTo(1);
  }

  @Test
  void shouldNotOverflowInACentury() {
    AtomicLong nanos = new AtomicLong();
    RaftClock clock = new RaftClock(nanos::get);
    long before = clock.millis();
    nanos.addAndGet(TimeUnit.DAYS.toNanos(36_500));

    assertThat(clock.millis() - before).isEqualTo(TimeUnit.DAYS.toMillis(36_500) * 5);
  }

  @Test
  void shouldStartBeyondEveryTimeout() {
    // MicroRaft takes time 0 for the last heartbeat: a node that has just started must be free to
    // vote.
    assertThat(new RaftClock(() -> 0).millis()).isGreaterThan(TimeUnit.HOURS.toMillis(1));
  }

  @Test
  void shouldHaveNoCalendar() {
    RaftClock clock = new RaftClock();

    assertThat(clock.withZone(ZoneOffset.UTC)).isSameAs(clock);
    assertThatThrownBy(() -> clock.withZone(ZoneId.of("Europe/Prague")))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
