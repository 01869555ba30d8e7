package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Objects;

/** Which node led a shard when it was last heard; a hint, never a fact to rely on. */
public final class LeaderHint implements DerivedValue {

  private int shard;
  private long index;
  private int term;
  private String nodeId;

  /** For the serialization factory only. */
  LeaderHint() {}

  /** Makes a value; see the getters. */
  public LeaderHint(int shard, long index, int term, String nodeId) {
    this.shard = shard;
    this.index = index;
    this.term = term;
    this.nodeId = Objects.requireNonNull(nodeId, "nodeId");
  }

  @Override
  public int getShard() {
    return shard;
  }

  @Override
  public long getIndex() {
    return index;
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
  public int getClassId() {
    return DerivedMap.LEADER_HINT;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeInt(shard);
    out.writeLong(index);
    out.writeInt(term);
    out.writeString(nodeId);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    shard = in.readInt();
    index = in.readLong();
    term = in.readInt();
    nodeId = in.readString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LeaderHint that
        && shard == that.shard
        && index == that.index
        && term == that.term
        && nodeId.equals(that.nodeId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shard, index);
  }

  @Override
  public String toString() {
    return "LeaderHint[shard="
        + shard
        + ", index="
        + index
        + ", term="
        + term
        + ", nodeId="
        + nodeId
        + "]";
  }
}
