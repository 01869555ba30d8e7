package cbdc.settlement.node.cluster;

import java.util.List;

/**
 * How a node's Hazelcast member starts.
 *
 * @param clusterName members and clients of another name do not join
 * @param nodeId published to clients as the member's attribute
 * @param cluster where the members of other nodes connect
 * @param services where clients connect
 * @param members the cluster addresses of all configured members, each {@code host:port}; there is
 *     no discovery
 * @param commandThreads threads that run commands; each may wait for a commit
 * @param commandQueueMax commands that may wait for a thread before new ones are refused
 */
public record ClusterMemberConfig(
    String clusterName,
    String nodeId,
    ClusterEndpoint cluster,
    ClusterEndpoint services,
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
      String clusterName,
      String nodeId,
      ClusterEndpoint cluster,
      ClusterEndpoint services,
      List<String> members) {
    return new ClusterMemberConfig(
        clusterName, nodeId, cluster, services, members, COMMAND_THREADS, COMMAND_QUEUE_MAX);
  }
}
