package cbdc.protocol.wire;

import cbdc.protocol.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the shards are led, as far as the answering node knows. Hints may be stale; only the node
 * that is asked knows whether it leads.
 *
 * @param clusterHigh first half of the cluster's id, part of all signed bytes
 * @param clusterLow second half
 * @param idWindowMillis how long the ledger remembers a command id
 * @param timeMillis the node's wall clock
 * @param shards one for each shard, in order from shard 0
 */
public record HintsAnswer(
    long clusterHigh,
    long clusterLow,
    long idWindowMillis,
    long timeMillis,
    List<ShardHint> shards) {
  /** Most shards of a cluster. */
  public static final int MAX_SHARDS = 1024;

  /** Most members of a shard's group. */
  public static final int MAX_MEMBERS = 15;

  public HintsAnswer {
    shards = List.copyOf(shards);
  }

  /**
   * One shard.
   *
   * @param leader node id of the leader, or empty
   * @param term highest term that the node has seen
   * @param members node ids of the voting members, in the order of preference
   */
  public record ShardHint(String leader, int term, List<String> members) {
    public ShardHint {
      members = List.copyOf(members);
    }
  }

  /** Number of shards of the cluster. */
  public int shardCount() {
    return shards.size();
  }

  /** The message's bytes. */
  public byte[] encode() {
    WireWriter out = new WireWriter(64 + shards.size() * 64);
    out.putLong(clusterHigh).putLong(clusterLow).putLong(idWindowMillis).putLong(timeMillis);
    out.putCount(shards.size(), MAX_SHARDS);
    for (ShardHint shard : shards) {
      out.putNodeId(shard.leader())
          .putInt(shard.term())
          .putCount(shard.members().size(), MAX_MEMBERS);
      shard.members().forEach(out::putNodeId);
    }
    return out.finish();
  }

  /**
   * Reads the message.
   *
   * @throws MalformedException when the bytes are none
   */
  public static HintsAnswer decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    long clusterHigh = in.getLong();
    long clusterLow = in.getLong();
    long idWindowMillis = in.getLong();
    long timeMillis = in.getLong();
    int count = in.getCount(MAX_SHARDS, 9);
    List<ShardHint> shards = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String leader = in.getNodeId();
      int term = in.getInt();
      int memberCount = in.getCount(MAX_MEMBERS, 1);
      List<String> members = new ArrayList<>(memberCount);
      for (int m = 0; m < memberCount; m++) {
        members.add(in.getNodeId());
      }
      shards.add(new ShardHint(leader, term, members));
    }
    in.end();
    if (shards.isEmpty()) {
      throw new MalformedException("a cluster without shards");
    }
    return new HintsAnswer(clusterHigh, clusterLow, idWindowMillis, timeMillis, shards);
  }
}
