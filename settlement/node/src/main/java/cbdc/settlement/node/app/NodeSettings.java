package cbdc.settlement.node.app;

import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.settlement.node.cluster.ClusterEndpoint;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.LinkTls;
import cbdc.settlement.node.raft.RaftSettings;
import cbdc.settlement.node.shard.CourierBounds;
import cbdc.settlement.node.shard.LeaderBounds;
import cbdc.settlement.node.store.StoreOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a node is started with, complete and never changed.
 *
 * @param nodeId this node's id
 * @param dataDir its store
 * @param network its addresses and those of the others
 * @param cluster what a new cluster is created with; an existing one goes on as its genesis says
 * @param tuning sizes and bounds
 * @param acceptedStamp the operator's answer to the question of {@link
 *     cbdc.settlement.node.shard.LoneClock}
 */
public record NodeSettings(
    String nodeId,
    Path dataDir,
    Network network,
    NewCluster cluster,
    Tuning tuning,
    Optional<Instant> acceptedStamp) {

  /**
   * Addresses.
   *
   * @param link where the node link listens
   * @param peers node links of all other nodes, by id
   * @param tls key and trust of the node link; empty only on loopback
   * @param clusterName name of the Hazelcast cluster
   * @param cluster where the Hazelcast members of other nodes connect
   * @param services where services connect
   * @param clusterMembers cluster addresses of all nodes, {@code host:port}
   * @param managementHost address of health and metrics
   * @param managementPort its port, 0 for a free one
   */
  public record Network(
      LinkAddress link,
      Map<String, LinkAddress> peers,
      Optional<LinkTls> tls,
      String clusterName,
      ClusterEndpoint cluster,
      ClusterEndpoint services,
      List<String> clusterMembers,
      String managementHost,
      int managementPort) {
    /** Copies the collections. */
    public Network {
      peers = Map.copyOf(peers);
      clusterMembers = List.copyOf(clusterMembers);
    }
  }

  /**
   * What a new cluster is created with.
   *
   * @param replicationFactor copies of each shard, odd
   * @param genesis what the ledgers start from; needed by the node of the lowest id, compared by
   *     the others that have it
   * @param shardCount number of shards
   * @param joins whether this node, while its store is empty, joins an existing cluster instead
   */
  public record NewCluster(
      int replicationFactor, int shardCount, Optional<LedgerGenesis> genesis, boolean joins) {}

  /** Sizes and bounds. */
  public record Tuning(
      StoreOptions store,
      RaftSettings raft,
      StateBounds state,
      LeaderBounds leader,
      CourierBounds courier) {
    /** For a node that has the machine to itself. */
    public static Tuning standard() {
      return new Tuning(
          StoreOptions.defaults(),
          RaftSettings.defaults(),
          scattered(),
          LeaderBounds.DEFAULT,
          CourierBounds.DEFAULT);
    }

    /** For several nodes in one process, and for tests. */
    public static Tuning small() {
      return new Tuning(
          StoreOptions.small(),
          RaftSettings.defaults(),
          scattered(),
          LeaderBounds.DEFAULT,
          CourierBounds.DEFAULT);
    }

    /** The same with another store. */
    public Tuning withStore(StoreOptions other) {
      return new Tuning(other, raft, state, leader, courier);
    }

    /** Nobody outside can know which ids and account numbers collide in this process's indexes. */
    private static StateBounds scattered() {
      return StateBounds.DEFAULT.withIndexSeed(new SecureRandom().nextLong());
    }

    /** The same with another distance of snapshots. */
    public Tuning withSnapshotEveryEntries(int entries) {
      return new Tuning(store, raft.withSnapshotEveryEntries(entries), state, leader, courier);
    }
  }
}
