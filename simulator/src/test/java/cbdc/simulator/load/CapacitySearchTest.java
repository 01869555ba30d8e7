package cbdc.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.load.CapacitySearch.Phase;
import cbdc.simulator.load.CapacitySearch.Trial;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacitySearchTest {
  private static final double RATE_MAX = 50_000;

  @ParameterizedTest
  @ValueSource(doubles = {3, 60, 249, 250, 251, 999, 1_000, 4_321, 20_000})
  void shouldFindTheCapacityWithinATenth(double capacity) throws Exception {
    CapacitySearch search = new CapacitySearch((number, phase, rate) -> rate <= capacity, RATE_MAX);

    double found = search.run(250).orElseThrow();

    assertThat(found).isBetween(capacity / 1.5, capacity);
    if (capacity > 50) {
      assertThat(found).isGreaterThan(capacity / 1.11);
    }
    assertThat(search.made()).hasSizeLessThan(20);
    assertThat(search.made().getLast().phase()).isEqualTo(Phase.CONFIRMATION);
  }

  @Test
  void shouldStepBackFromWhatALongerTrialDoesNotConfirm() throws Exception {
    CapacitySearch search =
        new CapacitySearch(
            (number, phase, rate) -> rate <= (phase == Phase.CONFIRMATION ? 900 : 1_000), RATE_MAX);

    assertThat(search.run(250)).isEqualTo(Optional.of(900.0));
    assertThat(search.made().stream().filter(t -> t.phase() == Phase.CONFIRMATION))
        .extracting(Trial::isMet)
        .containsExactly(false, true);
  }

  @Test
  void shouldSayWhenNoRateWillDo() throws Exception {
    CapacitySearch search = new CapacitySearch((number, phase, rate) -> false, RATE_MAX);

    assertThat(search.run(250)).isEmpty();
    assertThat(search.made()).allMatch(trial -> trial.phase() == Phase.STEPS);
  }

  @Test
  void shouldNotGoBeyondTheHighestRate() throws Exception {
    CapacitySearch search = new CapacitySearch((number, phase, rate) -> true, 1_500);

    assertThat(search.run(250)).isEqualTo(Optional.of(1_000.0));
  }
}
