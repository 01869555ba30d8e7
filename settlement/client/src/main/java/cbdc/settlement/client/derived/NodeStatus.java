package cbdc.settlement.client.derived;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * How one node is. Its index is the wall-clock time of the report in milliseconds, by its own
 * clock.
 */
public final class NodeStatus extends DerivedValue {
  private String nodeId;
  private String state;
  private int groups;
  private int leads;

  /** For the serialization factory only. */
  NodeStatus() {
    super(DerivedMap.NODE_STATUS);
  }

  /** Makes a value; see the getters. */
  public NodeStatus(String nodeId, long reportedMillis, String state, int groups, int leads) {
    super(DerivedMap.NODE_STATUS, NO_SHARD, reportedMillis);
    this.nodeId = Objects.requireNonNull(nodeId, "nodeId");
    this.state = Objects.requireNonNull(state, "state");
    this.groups = groups;
    this.leads = leads;
  }

  /** The node. */
  public String getNodeId() {
    return nodeId;
  }

  /** When the node reported, by its own clock, in milliseconds since 1970. */
  public long getReportedMillis() {
    return getIndex();
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
  List<Object> fields() {
    return List.of(nodeId, state, groups, leads);
  }

  @Override
  void writeFields(ObjectDataOutput out) throws IOException {
    out.writeString(nodeId);
    out.writeString(state);
    out.writeInt(groups);
    out.writeInt(leads);
  }

  @Override
  void readFields(ObjectDataInput in) throws IOException {
    nodeId = in.readString();
    state = in.readString();
    groups = in.readInt();
    leads = in.readInt();
  }
}
