package cbdc.simulator.bench;

import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.settlement.node.app.ProcessHalt;
import cbdc.settlement.node.store.StoreMetrics;
import cbdc.simulator.child.JvmOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** All nodes in the benchmark's own process: quick to start, and they compete with the driver. */
final class EmbeddedNodes implements BenchCluster {

  private final LocalCluster cluster;

  private EmbeddedNodes(LocalCluster cluster) {
    this.cluster = cluster;
  }

  static EmbeddedNodes start(Path dir, int nodes, LedgerGenesis genesis) {
    NodeSettings.Tuning tuning =
        nodes == 1 ? NodeSettings.Tuning.standard() : NodeSettings.Tuning.small();
    return new EmbeddedNodes(LocalCluster.start(dir, nodes, genesis, tuning, new ProcessHalt()));
  }

  @Override
  public TransportConfig clients() {
    return new TransportConfig(cluster.clusterName(), "bench", cluster.addresses());
  }

  @Override
  public Layout layout() {
    return new Layout(
        cluster.nodeIds().size(),
        false,
        Runtime.getRuntime().maxMemory() >> 20,
        JvmOptions.ofThisProcess().aboutSpeed());
  }

  @Override
  public Map<String, Duration> processorTimes() {
    return Map.of();
  }

  @Override
  public String storeLine() {
    StoreMetrics store = cluster.node(cluster.nodeIds().getFirst()).store().metrics();
    return String.format(
        Locale.ROOT,
        "%,d syncs, p50 %.2f ms, p99 %.2f ms; %d log entries a sync (p50); %,d MiB logged",
        store.syncs(),
        StoreMetrics.quantile(store.syncNanosHistogram(), 0.5) / 1e6,
        StoreMetrics.quantile(store.syncNanosHistogram(), 0.99) / 1e6,
        StoreMetrics.quantile(store.entriesPerSyncHistogram(), 0.5),
        store.loggedBytes() >> 20);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
