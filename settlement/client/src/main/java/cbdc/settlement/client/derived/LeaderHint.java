package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Which node led a shard when it was last heard; a hint, never a fact to rely on. */
public final class LeaderHint extends DerivedValue {
  private int term;
  private String nodeId;

  /** For the serialization factory only. */
  LeaderHint() {
    super(DerivedMap.LEADER_HINT);
  }

  /** Makes a value; see the getters. */
  public LeaderHint(int shard, long index, int term, String nodeId) {
    super(DerivedMap.LEADER_HINT, shard, index);
    this.term = term;
    this.nodeId = Objects.requireNonNull(nodeId, "nodeId");
  }

  /** The leader's Raft term. */
  public int getTerm() {
    return term;
  }

  /** The node that led. */
  public String getNodeId() {
    return nodeId;
  }

  @Override
  List<Object> fields() {
    return List.of(term, nodeId);
  }

  @Override
  void writeFields(ObjectDataOutput out) throws IOException {
    out.writeInt(term);
    out.writeString(nodeId);
  }

  @Override
  void readFields(ObjectDataInput in) throws IOException {
    term = in.readInt();
    nodeId = in.readString();
  }
}
