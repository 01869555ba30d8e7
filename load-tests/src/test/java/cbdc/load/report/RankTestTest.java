package cbdc.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against what the tables of the test say. */
class RankTestTest {
  private static double[] values(double... values) {
    return values;
  }

  @Test
  void shouldKnowHowUnlikelySeparateRanksAre() {
    // 2 of C(10,5) = 252, 2 of C(8,4) = 70, 2 of C(6,3) = 20.
    assertThat(RankTest.chance(values(1, 2, 3, 4, 5), values(6, 7, 8, 9, 10)))
        .isCloseTo(2 / 252.0, within(1e-12));
    assertThat(RankTest.chance(values(5, 6, 7, 8), values(1, 2, 3, 4)))
        .isCloseTo(2 / 70.0, within(1e-12));
    assertThat(RankTest.chance(values(1, 2, 3), values(4, 5, 6)))
        .isCloseTo(2 / 20.0, within(1e-12));
  }

  @Test
  void shouldSeeNothingInMixedRanksOrEqualValues() {
    assertThat(RankTest.chance(values(1, 4), values(2, 3))).isEqualTo(1);
    assertThat(RankTest.chance(values(7, 7, 7), values(7, 7, 7))).isEqualTo(1);
    assertThat(RankTest.chance(values(1), values(2))).isEqualTo(1);
  }

  @Test
  void shouldShareRanksOfEqualValues() {
    // Ranks 1.5, 1.5, 3.5 against 3.5, 5.5, 5.5: sum 6.5 of 10.5 expected; as far on 2 + 2 of 20
    // ways.
    assertThat(RankTest.chance(values(1, 1, 2), values(2, 3, 3)))
        .isCloseTo(4 / 20.0, within(1e-12));
  }

  @Test
  void shouldRefuseWhatWouldTakeForEver() {
    assertThatThrownBy(() -> RankTest.chance(new double[11], new double[10]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
