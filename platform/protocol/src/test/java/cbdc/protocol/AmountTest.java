package cbdc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "700, 70000",
    "700.5, 70050",
    "700.05, 70005",
    "0.01, 1",
    "92233720368547758.07, 9223372036854775807"
  })
  void shouldReadUnitsAndDecimals(String text, long minor) {
    assertThat(Amount.parse(text)).isEqualTo(minor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".5",
        "5.",
        "-1",
        "+1",
        "1e3",
        "1,5",
        " 1",
        "1.234",
        "0x1",
        "٣",
        "92233720368547758.08"
      })
  void shouldRefuseAnythingElse(String text) {
    assertThatThrownBy(() -> Amount.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void shouldWriteWhatItReads() {
    for (long minor : new long[] {0, 1, 99, 100, 101, 70000, Long.MAX_VALUE}) {
      assertThat(Amount.parse(Amount.format(minor))).isEqualTo(minor);
    }
    assertThat(Amount.format(-5)).isEqualTo("-0.05");
    assertThat(Amount.format(Long.MIN_VALUE)).isEqualTo("-92233720368547758.08");
  }
}
