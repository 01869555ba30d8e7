package cbdc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TestToolsTest {
  private record Sum(String name, int left, int right, TimeUnit unit, int expected)
      implements Row {}

  private static final List<Sum> SUMS =
      List.of(
          new Sum("should add", 1, 2, TimeUnit.SECONDS, 3),
          new Sum("should add zero", 5, 0, TimeUnit.DAYS, 5));

  @TestFactory
  Stream<DynamicTest> shouldRunEachRow() {
    return Tables.tests(
        SUMS, row -> assertThat(row.left() + row.right()).isEqualTo(row.expected()));
  }

  @Test
  void shouldRefuseTablesThatTestLessThanTheySeemTo() {
    Sum row = SUMS.getFirst();

    assertThatThrownBy(() -> Tables.tests(List.of(row, row), each -> {}))
        .hasMessageContaining("two rows");
    assertThatThrownBy(() -> Tables.tests(List.<Sum>of(), each -> {}))
        .hasMessageContaining("at least one");
    assertThat(Tables.without(TimeUnit.class, SUMS, Sum::unit)).hasSize(5).contains(TimeUnit.HOURS);
  }

  @Test
  void shouldGiveNoPortTwice() {
    assertThat(Stream.generate(Unique::port).limit(500)).doesNotHaveDuplicates();
  }

  @Test
  void shouldWaitUntilTheConditionHolds() {
    AtomicInteger calls = new AtomicInteger();

    Await.until(
        "five calls",
        () -> {
          if (calls.incrementAndGet() == 2) {
            throw new IllegalStateException("not yet");
          }
          return calls.get() >= 5;
        });

    assertThat(calls).hasValue(5);
  }

  @Test
  void shouldSayWhatItWaitedForInVain() {
    Duration limit = Duration.ofMillis(20);

    assertThatThrownBy(() -> Await.value("a leader", limit, Optional::empty, () -> "members: none"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a leader members: none");
    assertThatThrownBy(
            () ->
                Await.until(
                    "calm",
                    limit,
                    () -> {
                      throw new IllegalStateException("storm");
                    }))
        .hasRootCauseMessage("storm");
  }

  @Test
  void shouldMoveTimeOnlyWhenTold() {
    ManualClock clock = new ManualClock(Instant.parse("1993-01-01T00:00:00.000001Z"));

    clock.advance(Duration.ofMillis(1_500));
    assertThat(clock.instant()).isEqualTo(Instant.parse("1993-01-01T00:00:01.500001Z"));
    assertThat(clock.nanoTime()).isEqualTo(1_500_000_000L);

    clock.jumpTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    assertThat(clock.millis()).isEqualTo(-1);
    assertThat(clock.micros()).isEqualTo(-1);
    assertThat(clock.nanoTime()).isEqualTo(1_500_000_000L);
    assertThat(clock.withZone(ZoneId.of("Asia/Shanghai")).instant()).isEqualTo(clock.instant());
    assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldGiveNamesAndPortsOfOnesOwn() {
    assertThat(Unique.name("cluster")).startsWith("cluster-").isNotEqualTo(Unique.name("cluster"));
    assertThat(Unique.port()).isPositive();
  }
}
