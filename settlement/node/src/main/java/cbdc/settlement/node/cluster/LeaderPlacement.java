package cbdc.settlement.node.cluster;

import cbdc.settlement.client.transport.NodeCallHandler;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import com.hazelcast.partition.ReplicaMigrationEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who should lead each shard by Hazelcast's partition table. Hazelcast is never asked who
 * <em>is</em> leader; a wrong or late preference costs a hand-over, nothing else. Any thread.
 */
public final class LeaderPlacement implements AutoCloseable {

  /** How long a preference must stand before leadership is handed over, in milliseconds. */
  public static final long STAND_MILLIS = 10_000;

  private final ClusterMember member;
  private final PartitionService partitions;
  private final LongSupplier nanoClock;
  private final long standMillis;
  private final Partition[] byId;
  private final Map<Integer, PreferenceStability> stability = new HashMap<>();
  private final UUID membershipListener;
  private final UUID migrationListener;

  /**
   * Watches a member's cluster.
   *
   * @param onChange called when membership or ownership may have changed, on one of Hazelcast's
   *     threads; must not wait
   */
  public LeaderPlacement(ClusterMember member, Runnable onChange) {
    this(member, onChange, STAND_MILLIS, System::nanoTime);
  }

  LeaderPlacement(
      ClusterMember member, Runnable onChange, long standMillis, LongSupplier nanoClock) {
    this.member = member;
    this.partitions = member.hazelcast().getPartitionService();
    this.nanoClock = nanoClock;
    this.standMillis = standMillis;
    this.byId = new Partition[partitions.getPartitions().size()];
    partitions.getPartitions().forEach(partition -> byId[partition.getPartitionId()] = partition);
    this.membershipListener =
        member
            .hazelcast()
            .getCluster()
            .addMembershipListener(
                new MembershipAdapter() {
                  @Override
                  public void memberAdded(MembershipEvent event) {
                    onChange.run();
                  }

                  @Override
                  public void memberRemoved(MembershipEvent event) {
                    onChange.run();
                  }
                });
    this.migrationListener =
        partitions.addMigrationListener(
            new MigrationListener() {
              @Override
              public void migrationStarted(MigrationState state) {
                // Ownership changes when a migration ends.
              }

              @Override
              public void migrationFinished(MigrationState state) {
                onChange.run();
              }

              @Override
              public void replicaMigrationCompleted(ReplicaMigrationEvent event) {
                // The end of the whole migration is enough.
              }

              @Override
              public void replicaMigrationFailed(ReplicaMigrationEvent event) {
                // Hazelcast tries again.
              }
            });
  }

  /**
   * The node that should lead the shard as things stand now; where clients look first.
   *
   * @param voters voting members of the shard's group, in the recorded order
   * @return empty if no voting member is in the cluster
   */
  public Optional<String> preferred(int shard, List<String> voters) {
    return PreferredLeader.of(partitionOwner(shard), voters, member.nodes());
  }

  /**
   * The node to hand leadership to: the preferred one, once it has been that for {@link
   * #STAND_MILLIS}. To be asked about every second, since a preference only ages while it is
   * watched.
   */
  public Optional<String> settled(int shard, List<String> voters) {
    Optional<String> now = preferred(shard, voters);
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong());
    synchronized (stability) {
      return stability
          .computeIfAbsent(shard, s -> new PreferenceStability(standMillis))
          .observe(now, nowMillis);
    }
  }

  private Optional<String> partitionOwner(int shard) {
    Member owner = byId[shard % byId.length].getOwner();
    return Optional.ofNullable(owner).map(m -> m.getAttribute(NodeCallHandler.NODE_ID_ATTRIBUTE));
  }

  /** Stops watching. */
  @Override
  public void close() {
    member.hazelcast().getCluster().removeMembershipListener(membershipListener);
    partitions.removeMigrationListener(migrationListener);
  }
}
