package cbdc.settlement.node.link.genesis;

import cbdc.settlement.node.core.GenesisRecord;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The rules by which a node takes a proposed genesis record. */
final class GenesisReview {

  private GenesisReview() {}

  /** Why this node refuses the record, naming the setting that differs; empty if it takes it. */
  static String refusal(GenesisPlan plan, UUID ownJournal, String proposer, GenesisRecord record) {
    if (!proposer.equals(plan.initiator())) {
      return "node "
          + proposer
          + " proposes it, but by this node's configuration node "
          + plan.initiator()
          + " begins genesis";
    }
    if (!record.nodeIds().equals(plan.nodeIds())) {
      return differs("nodes", record.nodeIds(), plan.nodeIds());
    }
    if (record.replicationFactor() != plan.replicationFactor()) {
      return differs("replication factor", record.replicationFactor(), plan.replicationFactor());
    }
    if (record.shardCount() != plan.shardCount()) {
      return differs("shard count", record.shardCount(), plan.shardCount());
    }
    if (!ownJournal.equals(record.journals().get(plan.self()))) {
      return differs(
          "journal of node " + plan.self(), record.journals().get(plan.self()), ownJournal);
    }
    List<List<String>> placed =
        ShardPlacement.members(plan.nodeIds(), plan.replicationFactor(), plan.shardCount());
    if (!record.shardMembers().equals(placed)) {
      return differs("shard members", record.shardMembers(), placed);
    }
    return plan.charter().map(charter -> charterRefusal(charter, record)).orElse("");
  }

  private static String charterRefusal(GenesisPlan.Charter charter, GenesisRecord record) {
    if (!charter.clusterId().equals(record.clusterId())) {
      return differs("cluster id", record.clusterId(), charter.clusterId());
    }
    return Arrays.equals(charter.ledgerGenesis(), record.ledgerGenesis())
        ? ""
        : "the ledger genesis differs from the one configured on this node";
  }

  private static String differs(String what, Object proposed, Object configured) {
    return what + " " + proposed + " is proposed, but this node has " + configured;
  }
}
