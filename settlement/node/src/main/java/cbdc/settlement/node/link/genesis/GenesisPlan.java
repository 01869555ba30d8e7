package cbdc.settlement.node.link.genesis;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What one node's configuration says the cluster is to be created with.
 *
 * @param self this node's id
 * @param nodeIds all configured nodes, this one included; kept sorted
 * @param replicationFactor copies of each shard
 * @param shardCount number of shards
 * @param charter cluster id and the ledger's beginning; the initiator needs it, any other node that
 *     has it compares
 */
public record GenesisPlan(
    String self,
    List<String> nodeIds,
    int replicationFactor,
    int shardCount,
    Optional<Charter> charter) {

  /**
   * The part of genesis that the central bank decides.
   *
   * @param clusterId the new cluster
   * @param ledgerGenesis what every shard's ledger starts from; not changed afterwards
   */
  public record Charter(UUID clusterId, byte[] ledgerGenesis) {}

  /** Checks that the node is one of the configured ones and that the shards can be placed. */
  public GenesisPlan {
    nodeIds = List.copyOf(new TreeSet<>(nodeIds));
    if (!nodeIds.contains(self)) {
      throw new IllegalArgumentException(
          "node " + self + " is not one of the configured nodes " + nodeIds);
    }
    // Refuses a replication factor or shard count that cannot be placed.
    List<List<String>> unused = ShardPlacement.members(nodeIds, replicationFactor, shardCount);
    assert unused.size() == shardCount;
  }

  /** Makes a plan of any collection of nodes. */
  public static GenesisPlan of(
      String self,
      Collection<String> nodeIds,
      int replicationFactor,
      int shardCount,
      Optional<Charter> charter) {
    return new GenesisPlan(self, List.copyOf(nodeIds), replicationFactor, shardCount, charter);
  }

  /** The one node that proposes: the lowest id. */
  public String initiator() {
    return nodeIds.get(0);
  }

  /** Whether this node proposes. */
  public boolean isInitiator() {
    return self.equals(initiator());
  }

  /** All nodes but this one. */
  public List<String> others() {
    return nodeIds.stream().filter(node -> !node.equals(self)).toList();
  }
}
