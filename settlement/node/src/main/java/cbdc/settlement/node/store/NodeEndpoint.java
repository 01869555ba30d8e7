package cbdc.settlement.node.store;

import io.microraft.RaftEndpoint;
import java.util.Objects;

/**
 * A node as MicroRaft knows it: its node id, the same in every group.
 *
 * @param nodeId the id recorded at genesis, never reused for another node
 */
public record NodeEndpoint(String nodeId) implements RaftEndpoint {
  /** Refuses a missing or empty id. */
  public NodeEndpoint {
    if (Objects.requireNonNull(nodeId, "nodeId").isEmpty()) {
      throw new IllegalArgumentException("nodeId: expected at least one character but it is empty");
    }
  }

  @Override
  public Object getId() {
    return nodeId;
  }

  @Override
  public String toString() {
    return nodeId;
  }
}
