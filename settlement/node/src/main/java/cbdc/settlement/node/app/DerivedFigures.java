package cbdc.settlement.node.app;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.Lifecycle;
import cbdc.settlement.node.core.DerivedSink;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.shard.BankReading;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.shard.ShardCounters;
import java.util.HexFormat;

/** Publishes what the shards led here make public. Losing all of it loses nothing. */
record DerivedFigures(
    DerivedSink sink,
    NodeShards shards,
    ShardGroups groups,
    Lifecycle lifecycle,
    HealthChecks health) {
  /** Publishes once; the sink keeps the budget and drops what is not newer. */
  void publish() {
    int leads = 0;
    for (GroupStatus status : groups.statuses()) {
      if (status.isLeader()) {
        leads++;
        ShardCounters.Standing standing = shards.counters(status.shard()).standing();
        sink.leader(status.shard(), status.lastApplied(), status.term(), status.nodeId());
        sink.supply(
            status.shard(),
            status.lastApplied(),
            new DerivedSink.SupplyFigures(
                standing.timeMillis(),
                standing.issued(),
                standing.redeemed(),
                standing.sent(),
                standing.received(),
                HexFormat.of().formatHex(standing.chainHash())));
        shards.readBanks(status.shard(), this::publish);
      }
    }
    sink.nodeStatus(word(lifecycle.state(), health), groups.statuses().size(), leads);
  }

  /** How the node is, in one word: the same as its probes say. */
  static String word(Lifecycle.State state, HealthChecks health) {
    return switch (state) {
      case NEW, STARTING -> "STARTING";
      case RUNNING -> health.report(Probe.READY).ok() ? "READY" : "UNREADY";
      case STOPPING, STOPPED, FAILED -> "STOPPING";
    };
  }

  /** Sums per bank and shard only: the maps ask nobody who they are. */
  private void publish(BankReading banks) {
    banks
        .figures()
        .forEach((bank, figures) -> sink.bankTotals(banks.shard(), banks.index(), bank, figures));
  }
}
