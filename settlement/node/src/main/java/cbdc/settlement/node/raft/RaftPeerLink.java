package cbdc.settlement.node.raft;

/**
 * Carries frames of Raft groups to other nodes. Frames may be lost, delayed, repeated and
 * reordered, never altered. The other side gives them to {@link RaftGroup#receive}.
 */
public interface RaftPeerLink {

  /**
   * Sends a frame, or drops it when the node is not reachable or too much is waiting for it. Does
   * not block.
   *
   * @param shard the group
   * @param nodeId the receiving node
   * @param frame the bytes; not changed afterwards
   * @param bulk whether it goes over the second connection, behind which no heartbeat waits
   */
  void send(int shard, String nodeId, byte[] frame, boolean bulk);

  /**
   * Whether the node seems reachable.
   *
   * @param nodeId the node
   */
  boolean isReachable(String nodeId);
}
