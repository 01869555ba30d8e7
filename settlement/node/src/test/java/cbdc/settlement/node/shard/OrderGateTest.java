package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.NodeChange;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.member.NodeRoster;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderGateTest {
  private static final Order.Header HEADER = new Order.Header(1, 2, 0, 1, 20_000);

  private final OrderGate gate =
      new OrderGate(new RulesVersions("n1", () -> Set.of("n1")), () -> roster("n1", "n2", "n3"));

  /** The roster of a cluster that was created with these nodes, all of them in each shard. */
  static NodeRoster roster(String... nodes) {
    Map<String, UUID> journals = new TreeMap<>();
    for (String node : nodes) {
      journals.put(node, new UUID(1, journals.size()));
    }
    return NodeRoster.of(
        new GenesisRecord(
            new UUID(1, 2), journals, nodes.length, List.of(List.of(nodes)), new byte[0]),
        List.of());
  }

  @Test
  void shouldKeepOutWhatNoNodeCouldCarryOut() {
    assertThat(gate.refusal(replace("n9", "n4"))).contains(RejectionCode.NODE_CHANGE_IMPOSSIBLE);
    assertThat(gate.refusal(replace("n1", ""))).contains(RejectionCode.NODE_CHANGE_IMPOSSIBLE);
    assertThat(gate.refusal(replace("n1", "n2"))).contains(RejectionCode.NODE_CHANGE_IMPOSSIBLE);
    int unknown = ShardLedger.RULES_VERSION_MAX + 1;
    assertThat(gate.refusal(OrderCodec.encode(new Order.RaiseRulesVersion(HEADER, unknown))))
        .contains(RejectionCode.RULES_VERSION_UNSUPPORTED);
  }

  /** The ledger has not decided: the same bytes may arrive again and be executed then. */
  @Test
  void shouldSpendNoId() {
    byte[] unknownRules =
        OrderCodec.encode(new Order.RaiseRulesVersion(HEADER, ShardLedger.RULES_VERSION_MAX + 1));
    for (byte[] order : List.of(replace("n9", "n4"), unknownRules)) {
      assertThat(gate.refusal(order))
          .hasValueSatisfying(code -> assertThat(code.spendsId()).as("%s", code).isFalse());
    }
  }

  @Test
  void shouldLetThroughWhatIsForTheLedgerToJudge() {
    assertThat(gate.refusal(replace("n1", "n4"))).isEmpty();
    assertThat(gate.refusal(replace("", "n4"))).isEmpty();
    assertThat(gate.refusal(new byte[] {1, 2, 3})).isEmpty();
  }

  @Test
  void shouldLetThroughAnOrderThatWasExecutedSoThatItsOutcomeIsFoundById() {
    NodeRoster after =
        NodeRoster.of(roster("n1", "n2", "n3").genesis(), List.of(new NodeChange(1, "n1", "n4")));
    OrderGate later = new OrderGate(new RulesVersions("n1", () -> Set.of("n1")), () -> after);
    assertThat(later.refusal(replace("n1", "n4"))).isEmpty();
    assertThat(later.refusal(replace("n1", "n5"))).contains(RejectionCode.NODE_CHANGE_IMPOSSIBLE);
  }

  private static byte[] replace(String removed, String added) {
    return OrderCodec.encode(new Order.ReplaceNode(HEADER, removed, added));
  }
}
