package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.NodeChange;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Order.ReplaceNode;
import cbdc.protocol.Outcome;
import cbdc.protocol.Outcome.Rejected;
import cbdc.protocol.RejectionCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shard learns, in the order of decision, which nodes come and go. */
class NodeChangeTest {
  private final Town t = new Town();

  @AfterEach
  void shouldHaveSoundBooks() {
    t.assertSound();
  }

  @Test
  void shouldTellEveryShardWhichNodesComeAndGo() {
    useRulesWithNodeChanges();
    assertThat(replace("n1", "n4")).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(replace("", "n5")).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(replace("n2", "")).isEqualTo(Outcome.Settled.INSTANCE);
    t.world.deliverAll();

    List<NodeChange> changes =
        List.of(
            new NodeChange(2, "n1", "n4"),
            new NodeChange(3, "", "n5"),
            new NodeChange(4, "n2", ""));
    for (int shard = 0; shard < t.world.genesis().shardCount(); shard++) {
      assertThat(t.world.state(shard).registry().nodeChanges())
          .as("shard %d", shard)
          .isEqualTo(changes);
      assertThat(t.world.state(shard).registry().removedNodes()).containsExactly("n1", "n2");
    }
  }

  @Test
  void shouldFindTheChangesInASnapshot() {
    useRulesWithNodeChanges();
    for (int i = 0; i < 70; i++) {
      assertThat(replace("n" + i, "n" + (i + 1))).isEqualTo(Outcome.Settled.INSTANCE);
    }
    assertThat(Snapshots.restored(t.world.state(0), t.world.stateBounds()).registry().nodeChanges())
        .hasSize(70)
        .isEqualTo(t.world.state(0).registry().nodeChanges());
  }

  @Test
  void shouldOnlyNoteTheRemovedNodeByTheFirstRules() {
    assertThat(replace("n1", "n4")).isEqualTo(Outcome.Settled.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.state(0).registry().nodeChanges()).isEmpty();
    assertThat(t.world.state(0).registry().isNodeRemoved("n1")).isTrue();
    assertThat(t.world.state(1).registry().isNodeRemoved("n1")).isFalse();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("nothing at all", "", ""),
        Arguments.of("a node by itself", "n7", "n7"),
        Arguments.of("adding a node that was removed", "n7", "n1"),
        Arguments.of("adding a node that was added", "n7", "n4"),
        Arguments.of("removing a node twice", "n1", "n7"),
        Arguments.of("adding an id with a space", "n7", "n 8"),
        Arguments.of("removing an id of 65 letters", "n".repeat(65), "n8"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void shouldRefuse(String what, String removed, String added) {
    useRulesWithNodeChanges();
    assertThat(replace("n1", "n4")).isEqualTo(Outcome.Settled.INSTANCE);

    assertThat(replace(removed, added))
        .as(what)
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.code()).isEqualTo(RejectionCode.ORDER_INVALID));
    assertThat(t.world.state(0).registry().nodeChanges()).hasSize(1);
  }

  @Test
  void shouldRefuseMoreChangesThanItKeeps() {
    useRulesWithNodeChanges();
    for (int i = 0; i < NodeChange.MAX_CHANGES; i++) {
      assertThat(replace("", "n" + i)).isEqualTo(Outcome.Settled.INSTANCE);
    }
    assertThat(replace("", "one-more")).isInstanceOf(Rejected.class);
  }

  private void useRulesWithNodeChanges() {
    t.world.order(new RaiseRulesVersion(t.world.header(0), LedgerGenesis.RULES_WITH_NODE_CHANGES));
    t.world.deliverAll();
  }

  private Outcome replace(String removed, String added) {
    return t.world.order(new ReplaceNode(t.world.header(0), removed, added));
  }
}
