package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import cbdc.protocol.NodeChange;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.node.member.NodeRoster;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps orders out of the log that the nodes could not carry out: the ledger cannot know which
 * nodes there are, nor which rules their programs execute. Its refusals spend no id: what is
 * impossible now may be carried out later, and whoever was told a refusal that is the ledger's own
 * relies on the order never being executed. Thread safe.
 */
final class OrderGate {
  private static final Logger LOG = LoggerFactory.getLogger(OrderGate.class);

  private final RulesVersions rulesVersions;
  private final Supplier<NodeRoster> roster;

  OrderGate(RulesVersions rulesVersions, Supplier<NodeRoster> roster) {
    this.rulesVersions = rulesVersions;
    this.roster = roster;
  }

  /** Why an order must not be proposed; empty when it may, or is for the ledger to refuse. */
  Optional<RejectionCode> refusal(byte[] order) {
    if (rulesVersions.isBeyond(order)) {
      return Optional.of(RejectionCode.RULES_VERSION_UNSUPPORTED);
    }
    try {
      return OrderCodec.decode(order) instanceof Order.ReplaceNode replace
          ? refusal(replace)
          : Optional.empty();
    } catch (MalformedException ofNoProtocol) {
      return Optional.empty();
    }
  }

  private Optional<RejectionCode> refusal(Order.ReplaceNode order) {
    NodeRoster now = roster.get();
    NodeChange change = new NodeChange(order.header().number(), order.removed(), order.added());
    if (now.changes().contains(change)) {
      return Optional.empty(); // executed before: whoever asks again by its id hears so
    }
    Optional<String> why = now.refusal(order.removed(), order.added());
    why.ifPresent(reason -> LOG.warn("{} is refused: {}", order, reason));
    return why.map(reason -> RejectionCode.NODE_CHANGE_IMPOSSIBLE);
  }
}
