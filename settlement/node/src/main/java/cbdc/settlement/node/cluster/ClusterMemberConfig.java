package cbdc.settlement.node.cluster;

import java.util.List;
import java.util.Optional;

/**
 * How a node's Hazelcast member starts.
 *
 * @param clusterName members and clients of another name do not join
 * @param nodeId published to clients as the member's attribute
 * @param bindHost address to listen on, for members and clients; it authenticates nobody, so
 *     loopback or a private network
 * @param port port to listen on; 0 takes a free one, for tests
 * @param publicAddress where others reach it, {@code host:port}, if that is elsewhere
 * @param members all configured members, each {@code host:port}; there is no discovery
 * @param commandThreads threads that run commands; each may wait for a commit
 * @param commandQueueMax commands that may wait for a thread before new ones are refused
 */
public record ClusterMemberConfig(
    String clusterName,
    String nodeId,
    String bindHost,
    int port,
    Optional<String> publicAddress,
    List<String> members,
    int commandThreads,
    int commandQueueMax) {

  /** Threads for commands unless configured otherwise. */
  public static final int COMMAND_THREADS = 64;

  /** Commands that may wait unless configured otherwise. */
  public static final int COMMAND_QUEUE_MAX = 4_096;

  /** Copies the members. */
  public ClusterMemberConfig {
    members = List.copyOf(members);
    if (commandThreads < 1 || commandQueueMax < 1) {
      throw new IllegalArgumentException(
          "command threads "
              + commandThreads
              + ", command queue "
              + commandQueueMax
              + ": expected at least 1 each");
    }
  }

  /** With the usual number of threads and the usual queue. */
  public static ClusterMemberConfig of(
      String clusterName, String nodeId, String bindHost, int port, List<String> members) {
    return new ClusterMemberConfig(
        clusterName,
        nodeId,
        bindHost,
        port,
        Optional.empty(),
        members,
        COMMAND_THREADS,
        COMMAND_QUEUE_MAX);
  }

  /** The same, reached at another address than its own, if one is given. */
  public ClusterMemberConfig reachedAt(Optional<String> address) {
    return new ClusterMemberConfig(
        clusterName, nodeId, bindHost, port, address, members, commandThreads, commandQueueMax);
  }
}
