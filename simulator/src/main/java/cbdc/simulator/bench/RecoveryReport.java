package cbdc.simulator.bench;

import cbdc.simulator.machine.Machine;
import java.util.List;

/**
 * What {@code bench recovery} measured, and under which conditions.
 *
 * @param nodes how the node runs
 * @param link how node and client are connected
 * @param accounts opened and funded through the client before
 * @param recoveries in the order in which they were measured
 */
record RecoveryReport(
    Machine machine,
    BenchCluster.Layout nodes,
    String link,
    int shards,
    int accounts,
    List<Recovery> recoveries) {
  /**
   * One start on existing data, in seconds from starting the process.
   *
   * @param isAfterKill true when the process was killed, false when it was stopped
   * @param paymentsSinceLast payments settled since the last start; the log behind the snapshots
   *     holds the last of them
   * @param upSeconds until the node has its state and serves
   * @param answeringSeconds until a client, connecting anew, has an answer from the leader of every
   *     shard
   */
  record Recovery(
      boolean isAfterKill, long paymentsSinceLast, double upSeconds, double answeringSeconds) {}
}
