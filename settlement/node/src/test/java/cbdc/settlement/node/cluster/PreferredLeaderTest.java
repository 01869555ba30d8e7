package cbdc.settlement.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferredLeaderTest {

  /** A row: owner of the partition, voters in order, live nodes, expected preference. */
  @ParameterizedTest
  @CsvSource({
    "n2, n1 n2 n3, n1 n2 n3, n2",
    "n4, n1 n2 n3, n1 n2 n3 n4, n1",
    "n4, n1 n2 n3, n2 n3 n4, n2",
    "n2, n1 n2 n3, n1 n3, n1",
    ", n3 n1 n2, n1 n2, n1",
    "n1, n2 n3, n1, ",
    ", n1, , ",
  })
  void shouldBeTheOwnerIfItVotesElseTheFirstLiveVoter(
      String owner, String voters, String live, String expected) {
    assertThat(
            PreferredLeader.of(Optional.ofNullable(owner), words(voters), Set.copyOf(words(live))))
        .isEqualTo(Optional.ofNullable(expected));
  }

  private static List<String> words(String list) {
    return list == null ? List.of() : Arrays.asList(list.split(" "));
  }

  @Test
  void shouldCountOnlyAfterItStoodLongEnough() {
    PreferenceStability stability = new PreferenceStability(10_000);
    assertThat(stability.observe(Optional.of("n1"), 1_000)).isEmpty();
    assertThat(stability.observe(Optional.of("n1"), 10_999)).isEmpty();
    assertThat(stability.observe(Optional.of("n1"), 11_000)).contains("n1");
    assertThat(stability.observe(Optional.of("n2"), 11_001)).isEmpty();
    assertThat(stability.observe(Optional.of("n1"), 11_002)).isEmpty();
    assertThat(stability.observe(Optional.of("n1"), 21_001)).isEmpty();
    assertThat(stability.observe(Optional.of("n1"), 21_002)).contains("n1");
    assertThat(stability.observe(Optional.empty(), 40_000)).isEmpty();
    assertThat(stability.observe(Optional.empty(), 90_000)).isEmpty();
  }
}
