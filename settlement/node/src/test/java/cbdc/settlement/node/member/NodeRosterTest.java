package cbdc.settlement.node.member;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.link.genesis.ShardPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is to hold which shard after nodes came and went. */
class NodeRosterTest {
  private static final int SHARDS = 64;

  private static GenesisRecord genesis(int nodes) {
    Map<String, UUID> journals = new TreeMap<>();
    for (int i = 1; i <= nodes; i++) {
      journals.put("n" + i, new UUID(1, i));
    }
    return new GenesisRecord(
        new UUID(7, 7),
        journals,
        3,
        ShardPlacement.members(journals.keySet(), 3, SHARDS),
        new byte[0]);
  }

  private static NodeRoster roster(GenesisRecord genesis, String... removedAndAdded) {
    List<NodeChange> changes = new ArrayList<>();
    for (int i = 0; i < removedAndAdded.length; i += 2) {
      changes.add(new NodeChange(i / 2 + 1, removedAndAdded[i], removedAndAdded[i + 1]));
    }
    return NodeRoster.of(genesis, changes);
  }

  @Test
  void shouldKeepTheMembersOfGenesisUntilOrdered() {
    GenesisRecord genesis = genesis(5);
    NodeRoster roster = roster(genesis);
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(roster.members(shard)).isEqualTo(genesis.shardMembers().get(shard));
    }
  }

  @Test
  void shouldPutANewNodeWhereTheReplacedOneWasAndNowhereElse() {
    GenesisRecord genesis = genesis(5);
    NodeRoster roster = roster(genesis, "n2", "n9");
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(roster.members(shard))
          .isEqualTo(
              genesis.shardMembers().get(shard).stream()
                  .map(node -> node.equals("n2") ? "n9" : node)
                  .toList());
    }
    assertThat(roster.nodes()).containsExactlyInAnyOrder("n1", "n9", "n3", "n4", "n5");
    assertThat(roster.isRemoved("n2")).isTrue();
    assertThat(roster.isAdded("n9")).isTrue();
    assertThat(roster.isAdded("n1")).isFalse();
  }

  @Test
  void shouldGiveAnAddedNodeItsShareOneMemberOfAShardAtATime() {
    GenesisRecord genesis = genesis(3);
    NodeRoster roster = roster(genesis, "", "n4");
    int share = 0;
    for (int shard = 0; shard < SHARDS; shard++) {
      List<String> now = roster.members(shard);
      assertThat(now).hasSize(3).doesNotHaveDuplicates();
      if (now.contains("n4")) {
        share++;
      }
      assertThat(now)
          .containsExactlyInAnyOrderElementsOf(
              ShardPlacement.members(roster.nodes(), 3, SHARDS).get(shard));
    }
    assertThat(share).as("about three quarters of the shards").isBetween(36, 60);
  }

  @Test
  void shouldPlaceByTheSeatOfTheReplacedNodeLater() {
    GenesisRecord genesis = genesis(3);
    NodeRoster replaced = roster(genesis, "n1", "n9", "", "n4");
    NodeRoster plain = roster(genesis, "", "n4");
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(replaced.members(shard))
          .isEqualTo(
              plain.members(shard).stream().map(node -> node.equals("n1") ? "n9" : node).toList());
    }
  }

  @Test
  void shouldFillWhatARemovedNodeLeavesWithNodesThatNeverHeldIt() {
    GenesisRecord genesis = genesis(5);
    NodeRoster roster = roster(genesis, "n5", "");
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(roster.members(shard)).hasSize(3).doesNotContain("n5").doesNotHaveDuplicates();
    }
    assertThat(roster.refusal("n5", "")).as("it is gone").isPresent();
  }

  @Test
  void shouldRefuseWhatCannotBeCarriedOut() {
    NodeRoster roster = roster(genesis(3), "", "n4");
    assertThat(roster.refusal("n1", "n5")).isEmpty();
    assertThat(roster.refusal("n7", "n5")).get().asString().contains("n7 is none of");
    assertThat(roster.refusal("n2", "n1")).get().asString().contains("one of the first nodes");
    assertThat(roster(genesis(3)).refusal("n1", "")).get().asString().contains("take over shard");
  }
}
