package cbdc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private final List<Long> seen = new ArrayList<>();

  private String seedOfThisRun;

  @BeforeEach
  void setSeedAside() {
    seedOfThisRun = System.clearProperty("cbdc.seed");
  }

  @AfterEach
  void putSeedBack() {
    System.clearProperty("cbdc.seed");
    if (seedOfThisRun != null) {
      System.setProperty("cbdc.seed", seedOfThisRun);
    }
  }

  @Test
  void shouldRunTheSameDifferentSeedsEachTime() {
    run();
    run();

    assertThat(seen).hasSize(20);
    assertThat(seen.subList(0, 10)).isEqualTo(seen.subList(10, 20)).doesNotHaveDuplicates();
  }

  @Test
  void shouldPrintTheLineThatRunsAFailureAgain() {
    assertThatThrownBy(() -> Seeds.forEach(5, seed -> assertThat(seed).isNegative()))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "(?s).*-Dtest=SeedsTest#shouldPrintTheLineThatRunsAFailureAgain -Dcbdc.seed=\\d+.*");
  }

  @Test
  void shouldRunOneSeedWhenTold() {
    System.setProperty("cbdc.seed", "77");
    run();

    assertThat(seen).containsExactly(77L);
  }

  private void run() {
    Seeds.forEach(10, seen::add);
  }
}
