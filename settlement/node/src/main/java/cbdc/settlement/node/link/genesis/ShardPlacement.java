package cbdc.settlement.node.link.genesis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which nodes hold which shard, by rendezvous hashing: each shard ranks all nodes by a hash of
 * both, and the first ones hold it. Pure and the same on every machine; adding a node moves only
 * the shards for which it ranks high.
 */
public final class ShardPlacement {

  /** Copies of each shard unless configured otherwise. */
  private static final int USUAL_COPIES = 3;

  private ShardPlacement() {}

  /** Copies of each shard when nothing is configured: 3, or less on fewer nodes, and odd. */
  public static int defaultReplicationFactor(int nodeCount) {
    return nodeCount >= USUAL_COPIES ? USUAL_COPIES : 1;
  }

  /**
   * The members of every shard, by shard, in order of rank.
   *
   * @param nodeIds all nodes, in any order, no two alike
   * @param replicationFactor members of each shard; odd, at most the number of nodes
   * @param shardCount number of shards, at least 1
   */
  public static List<List<String>> members(
      Collection<String> nodeIds, int replicationFactor, int shardCount) {
    if (replicationFactor < 1 || replicationFactor % 2 == 0 || replicationFactor > nodeIds.size()) {
      throw new IllegalArgumentException(
          "replication factor "
              + replicationFactor
              + ": expected an odd number up to "
              + nodeIds.size()
              + " nodes");
    }
    if (shardCount < 1) {
      throw new IllegalArgumentException("shard count " + shardCount + ": expected at least 1");
    }
    List<List<String>> shards = new ArrayList<>();
    for (int shard = 0; shard < shardCount; shard++) {
      shards.add(ranked(nodeIds, shard).subList(0, replicationFactor));
    }
    return shards.stream().map(List::copyOf).toList();
  }

  /** All nodes in order of rank for a shard; the first ones are to hold it. */
  public static List<String> ranked(Collection<String> nodeIds, int shard) {
    List<Ranked> all = new ArrayList<>();
    nodeIds.forEach(node -> all.add(new Ranked(weight(node, shard), node)));
    all.sort(Comparator.comparingLong(Ranked::weight).reversed().thenComparing(Ranked::node));
    return all.stream().map(Ranked::node).toList();
  }

  private record Ranked(long weight, String node) {}

  private static long weight(String node, int shard) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(shard).flip());
      return ByteBuffer.wrap(sha.digest(node.getBytes(StandardCharsets.UTF_8))).getLong() >>> 1;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
