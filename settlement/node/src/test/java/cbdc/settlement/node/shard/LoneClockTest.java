package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoneClockTest {
  private static final Instant STAMP = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT-2S, false",
    "PT-3S, true",
    "PT0S, false",
    "P30D, false",
    "P30DT1S, true",
  })
  void shouldAskWhenTheClockIsFarFromTheLastStamp(Duration ahead, boolean asks) {
    assertThat(LoneClock.question(STAMP.plus(ahead), STAMP, Optional.empty()).isPresent())
        .isEqualTo(asks);
  }

  @Test
  void shouldNameBothTimesAndTheAnswer() {
    assertThat(LoneClock.question(STAMP.minusSeconds(90), STAMP, Optional.empty()).orElseThrow())
        .contains("2026-03-01T11:58:30Z, 90 s behind the ledger's last batch")
        .endsWith(
            "start once with --clock-accept-after=2026-03-01T12:00:00Z (run, replay) or clock.accept.after=2026-03-01T12:00:00Z");
    assertThat(
            LoneClock.question(STAMP.plus(Duration.ofDays(40)), STAMP, Optional.empty())
                .orElseThrow())
        .contains("40 days ahead of the ledger's last batch");
  }

  @Test
  void shouldTakeTheAnswerForThisStampOnly() {
    Instant wall = STAMP.plus(Duration.ofDays(40));
    assertThat(LoneClock.question(wall, STAMP, Optional.of(STAMP))).isEmpty();
    assertThat(LoneClock.question(wall, STAMP, Optional.of(STAMP.minusSeconds(1)))).isPresent();
  }
}
