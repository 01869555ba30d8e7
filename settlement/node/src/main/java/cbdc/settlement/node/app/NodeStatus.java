package cbdc.settlement.node.app;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Finding;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.Lifecycle;
import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.link.PeerStatus;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.store.NodeStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What a node tells its operator about itself, all derived at the moment somebody asks. */
final class NodeStatus {
  private final String nodeId;
  private final Lifecycle lifecycle;
  private final HealthChecks health;
  private final NodeStore store;
  private final Parts parts;

  /**
   * What comes into being while the node starts; each gives null before.
   *
   * @param genesis the cluster's record
   * @param shards the shards
   * @param groups their groups
   * @param peers links to the other nodes
   */
  record Parts(
      Supplier<GenesisRecord> genesis,
      Supplier<NodeShards> shards,
      Supplier<ShardGroups> groups,
      Supplier<List<PeerStatus>> peers) {}

  NodeStatus(
      String nodeId, Lifecycle lifecycle, HealthChecks health, NodeStore store, Parts parts) {
    this.nodeId = nodeId;
    this.lifecycle = lifecycle;
    this.health = health;
    this.store = store;
    this.parts = parts;
  }

  JsonObject read() {
    NodeShards shards = parts.shards().get();
    JsonObject status =
        new JsonObject()
            .put("node", nodeId)
            .put("version", version())
            .put("rules_version_max", ShardLedger.RULES_VERSION_MAX)
            .put("state", lifecycle.state().name())
            .put("reason", lifecycle.reason())
            .put("draining", shards != null && shards.isStopping())
            .put("disk", store.storageLevel().name())
            .put("clock", shards != null && shards.clock().isInDoubt() ? "in doubt" : "confirmed");
    Optional.ofNullable(parts.genesis().get())
        .ifPresent(
            genesis ->
                status
                    .put("cluster", genesis.clusterId().toString())
                    .put("ledger", ledgerId(genesis).toString()));
    JsonObject probes = new JsonObject();
    for (Probe probe : Probe.values()) {
      probes.put(probe.path(), probe(probe));
    }
    return status.put("health", probes).put("peers", peers()).put("shards", shards());
  }

  /**
   * What orders and batches are signed for; the same as the cluster's id unless it was restored.
   */
  private static UUID ledgerId(GenesisRecord genesis) {
    LedgerGenesis ledger = GenesisCodec.decode(genesis.ledgerGenesis());
    return new UUID(ledger.clusterHigh(), ledger.clusterLow());
  }

  private static String version() {
    String version = NodeStatus.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private JsonObject probe(Probe probe) {
    HealthChecks.Report report = health.report(probe);
    JsonArray checks = new JsonArray();
    for (Finding finding : report.findings()) {
      checks.add(
          new JsonObject()
              .put("name", finding.name())
              .put("ok", finding.verdict().ok())
              .put("reason", finding.verdict().reason()));
    }
    return new JsonObject().put("ok", report.ok()).put("checks", checks);
  }

  private JsonArray peers() {
    JsonArray peers = new JsonArray();
    for (PeerStatus peer : Optional.ofNullable(parts.peers().get()).orElse(List.of())) {
      peers.add(
          new JsonObject()
              .put("node", peer.nodeId())
              .put("reachable", peer.reachable())
              .put("problem", peer.problem()));
    }
    return peers;
  }

  private JsonArray shards() {
    JsonArray shards = new JsonArray();
    ShardGroups groups = parts.groups().get();
    for (GroupStatus group : groups == null ? List.<GroupStatus>of() : groups.statuses()) {
      shards.add(
          new JsonObject()
              .put("shard", group.shard())
              .put("role", group.role().name())
              .put("leader", group.leaderHint().orElse(null))
              .put("term", group.term())
              .put("commit", group.commitIndex())
              .put("applied", group.lastApplied())
              .put("snapshot", group.snapshotIndex())
              .put("members", new JsonArray(group.members()))
              .put("stopped_channels_from", stoppedChannels(group.shard())));
    }
    return shards;
  }

  private JsonArray stoppedChannels(int shard) {
    return new JsonArray(
        parts.shards().get().counters(shard).channels().stopped().stream().sorted().toList());
  }
}
