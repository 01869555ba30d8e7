package cbdc.settlement.node.core;

import java.util.UUID;

/**
 * A node that came after genesis, as it introduced itself first. The journal id is kept for ever:
 * another disk under this id never comes in.
 *
 * @param nodeId the node
 * @param journalId of its store
 * @param host where its node link listens
 * @param port where its node link listens
 */
public record JoinedNode(String nodeId, UUID journalId, String host, int port) {
  /** The same node at another address. */
  public boolean isSameStore(JoinedNode other) {
    return nodeId.equals(other.nodeId) && journalId.equals(other.journalId);
  }
}
