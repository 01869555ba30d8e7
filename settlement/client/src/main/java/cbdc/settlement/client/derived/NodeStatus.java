package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * How one node is. Its index is the wall-clock time of the report in milliseconds, by its own
 * clock.
 */
public final class NodeStatus implements DerivedValue {

  private String nodeId;
  private long reportedMillis;
  private String state;
  private int groups;
  private int leads;

  /** For the serialization factory only. */
  NodeStatus() {}

  /** Makes a value; see the getters. */
  public NodeStatus(String nodeId, long reportedMillis, String state, int groups, int leads) {
    this.nodeId = Objects.requireNonNull(nodeId, "nodeId");
    this.reportedMillis = reportedMillis;
    this.state = Objects.requireNonNull(state, "state");
    this.groups = groups;
    this.leads = leads;
  }

  @Override
  public int getShard() {
    return NO_SHARD;
  }

  @Override
  public long getIndex() {
    return reportedMillis;
  }

  /** The node. */
  public String getNodeId() {
    return nodeId;
  }

  /** When the node reported, by its own clock, in milliseconds since 1970. */
  public long getReportedMillis() {
    return reportedMillis;
  }

  /** One word: STARTING, READY, UNREADY or STOPPING. */
  public String getState() {
    return state;
  }

  /** How many groups the node is a member of. */
  public int getGroups() {
    return groups;
  }

  /** How many of them it leads. */
  public int getLeads() {
    return leads;
  }

  @Override
  public int getClassId() {
    return DerivedMap.NODE_STATUS;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeString(nodeId);
    out.writeLong(reportedMillis);
    out.writeString(state);
    out.writeInt(groups);
    out.writeInt(leads);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    nodeId = in.readString();
    reportedMillis = in.readLong();
    state = in.readString();
    groups = in.readInt();
    leads = in.readInt();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeStatus that
        && nodeId.equals(that.nodeId)
        && reportedMillis == that.reportedMillis
        && state.equals(that.state)
        && groups == that.groups
        && leads == that.leads;
  }

  @Override
  public int hashCode() {
    return Objects.hash(nodeId, reportedMillis);
  }

  @Override
  public String toString() {
    return "NodeStatus[nodeId="
        + nodeId
        + ", reportedMillis="
        + reportedMillis
        + ", state="
        + state
        + ", groups="
        + groups
        + ", leads="
        + leads
        + "]";
  }
}
