package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadSettingsTest {
  @Test
  void shouldHaveDefaultsForAll() {
    assertThat(LoadSettings.of(name -> null))
        .isEqualTo(
            new LoadSettings(
                Path.of("data/run/run.json"),
                20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                100,
                1,
                1,
                50,
                1_000));
  }

  @Test
  void shouldTakeWhatIsGiven() {
    Map<String, String> given =
        Map.of(
            "cbdc.run", "other/run.json",
            "cbdc.load.rate", "500",
            "cbdc.load.duration", "2m",
            "cbdc.load.ramp", "0s",
            "cbdc.load.amountMax", "7",
            "cbdc.load.seed", "42",
            "cbdc.load.failedMax", "0.5",
            "cbdc.load.declinedMax", "0",
            "cbdc.load.p99Max", "250");
    assertThat(LoadSettings.of(given::get))
        .isEqualTo(
            new LoadSettings(
                Path.of("other/run.json"),
                500,
                Duration.ofMinutes(2),
                Duration.ZERO,
                7,
                42,
                0.5,
                0,
                250));
  }

  @ParameterizedTest
  @CsvSource({
    "cbdc.load.rate, 0",
    "cbdc.load.rate, 100001",
    "cbdc.load.rate, many",
    "cbdc.load.duration, 60",
    "cbdc.load.duration, 0s",
    "cbdc.load.duration, -5s",
    "cbdc.load.ramp, soon",
    "cbdc.load.amountMax, 0",
    "cbdc.load.seed, 1.5",
    "cbdc.load.failedMax, 101",
    "cbdc.load.declinedMax, NaN",
    "cbdc.load.p99Max, 0",
  })
  void shouldNameWhatIsWrong(String name, String value) {
    assertThatThrownBy(() -> LoadSettings.of(Map.of(name, value)::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(name, "'" + value + "'", "expected");
  }
}
