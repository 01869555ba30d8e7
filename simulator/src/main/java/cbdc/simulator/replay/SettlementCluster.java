package cbdc.simulator.replay;

import java.util.List;

/** A running settlement cluster, as a replay needs it. */
interface SettlementCluster extends AutoCloseable {
  /** Name of the cluster, for clients. */
  String clusterName();

  /** Where clients connect, {@code host:port}. */
  List<String> addresses();

  /** Stops all nodes gracefully. */
  @Override
  void close();
}
