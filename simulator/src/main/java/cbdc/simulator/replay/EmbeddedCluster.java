package cbdc.simulator.replay;

import cbdc.kit.StartException;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.settlement.node.app.ProcessHalt;
import cbdc.simulator.console.CommandFailure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The cluster's nodes in this process; the one place of the replay that knows nodes. */
final class EmbeddedCluster implements SettlementCluster {
  /**
   * As the node's own fail stop: whoever watches the process sees that it did not end by itself.
   */
  private final LocalCluster cluster;

  private EmbeddedCluster(LocalCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts the nodes, or starts them again on their data.
   *
   * @param directory where {@code node-1} and so on lie, or shall lie
   * @param acceptedStamp the operator's answer to a lone node's question about its clock
   * @throws CommandFailure when a node cannot start, for example because another process uses its
   *     directory
   */
  static EmbeddedCluster start(
      Path directory, int nodes, LedgerGenesis genesis, Optional<Instant> acceptedStamp) {
    try {
      return new EmbeddedCluster(
          LocalCluster.start(
              directory,
              nodes,
              genesis,
              NodeSettings.Tuning.small(),
              acceptedStamp,
              new ProcessHalt()));
    } catch (StartException e) {
      throw CommandFailure.failed(e.getMessage(), e);
    }
  }

  @Override
  public String clusterName() {
    return cluster.clusterName();
  }

  @Override
  public List<String> addresses() {
    return cluster.addresses();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
