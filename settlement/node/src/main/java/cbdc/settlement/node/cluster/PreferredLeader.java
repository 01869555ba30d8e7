package cbdc.settlement.node.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who should lead a shard. Pure; every node that sees the same cluster names the same one. */
public final class PreferredLeader {

  private PreferredLeader() {}

  /**
   * The owner of the shard's Hazelcast partition if it is a voting member, else the first live
   * voting member.
   *
   * @param partitionOwner node that owns the partition, if any
   * @param voters voting members of the group, in the recorded order
   * @param live nodes that are members of the cluster now
   * @return empty if no voting member is live
   */
  public static Optional<String> of(
      Optional<String> partitionOwner, List<String> voters, Set<String> live) {
    return partitionOwner
        .filter(owner -> voters.contains(owner) && live.contains(owner))
        .or(() -> voters.stream().filter(live::contains).findFirst());
  }
}
