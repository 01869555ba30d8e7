package cbdc.settlement.node.link.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlacementTest {

  @Test
  void shouldNeverChangeBecauseRecordsHoldIt() {
    assertThat(ShardPlacement.members(List.of("n1", "n2", "n3"), 3, 4))
        .containsExactly(
            List.of("n1", "n3", "n2"),
            List.of("n1", "n2", "n3"),
            List.of("n1", "n2", "n3"),
            List.of("n1", "n3", "n2"));
  }

  @Test
  void shouldNotDependOnTheOrderOfNodes() {
    assertThat(ShardPlacement.members(List.of("c", "a", "e", "b", "d"), 3, 16))
        .isEqualTo(ShardPlacement.members(List.of("a", "b", "c", "d", "e"), 3, 16));
  }

  @Test
  void shouldSpreadShardsOverNodes() {
    Map<String, Integer> held = new HashMap<>();
    List<String> nodes = List.of("n1", "n2", "n3", "n4", "n5");
    for (List<String> members : ShardPlacement.members(nodes, 3, 1_000)) {
      assertThat(new HashSet<>(members)).hasSize(3);
      members.forEach(node -> held.merge(node, 1, Integer::sum));
    }
    // 1,000 shards of 3 members over 5 nodes: 600 each, give or take.
    assertThat(held.values()).allSatisfy(count -> assertThat(count).isBetween(540, 660));
  }

  @Test
  void shouldMoveOnlyShardsForWhichANewNodeRanksHigh() {
    List<List<String>> before = ShardPlacement.members(List.of("n1", "n2", "n3", "n4"), 3, 500);
    List<List<String>> after =
        ShardPlacement.members(List.of("n1", "n2", "n3", "n4", "n5"), 3, 500);
    for (int shard = 0; shard < before.size(); shard++) {
      if (!after.get(shard).contains("n5")) {
        assertThat(after.get(shard)).isEqualTo(before.get(shard));
      } else {
        assertThat(before.get(shard))
            .containsAll(after.get(shard).stream().filter(n -> !n.equals("n5")).toList());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 3", "4, 3", "9, 3"})
  void shouldReplicateThreeTimesWhereThereAreThreeNodes(int nodes, int expected) {
    assertThat(ShardPlacement.defaultReplicationFactor(nodes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "2, 16", "5, 16", "-1, 16", "3, 0"})
  void shouldRefuseWhatCannotBePlaced(int copies, int shards) {
    assertThatThrownBy(() -> ShardPlacement.members(List.of("a", "b", "c"), copies, shards))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
