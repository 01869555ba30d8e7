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
    assertThat(gate.refusal(replace("n9", "n4"))).contains(RejectionCode.ORDER_INVALID);
    assertThat(gate.refusal(replace("n1", ""))).contains(RejectionCode.ORDER_INVALID);
    assertThat(gate.refusal(replace("n1", "n2"))).contains(RejectionCode.ORDER_INVALID);
    int unknown = ShardLedger.RULES_VERSION_MAX + 1;
    assertThat(gate.refusal(OrderCodec.encode(new Order.RaiseRulesVersion(HEADER, unknown))))
        .contains(RejectionCode.RULES_VERSION_UNSUPPORTED);
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
    assertThat(later.refusal(replace("n1", "n5"))).contains(RejectionCode.ORDER_INVALID);
  }

  private static byte[] replace(String removed, String added) {
    return OrderCodec.encode(new Order.ReplaceNode(HEADER, removed, added));
  }
}
