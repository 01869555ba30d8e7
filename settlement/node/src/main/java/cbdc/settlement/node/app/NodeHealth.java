package cbdc.settlement.node.app;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Verdict;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.shard.ChannelAlarms;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StorageLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Why a node is well or not, from the moment it listens to its operator: it may wait for others, or
 * read its store again, for a long time before it takes part.
 */
final class NodeHealth {
  private final Supplier<NodeShards> shards;
  private final Supplier<ShardGroups> groups;
  private final Supplier<String> genesisProblem;
  private final NodeStore store;
  private final Predicate<String> reachable;

  /**
   * Health of a node that may still be starting.
   *
   * @param shards gives null until the node has its shards
   * @param groups gives null until the node has its groups
   * @param genesisProblem what genesis waits for, empty if for nothing
   * @param reachable whether this node itself or a peer can be reached
   */
  NodeHealth(
      Supplier<NodeShards> shards,
      Supplier<ShardGroups> groups,
      Supplier<String> genesisProblem,
      NodeStore store,
      Predicate<String> reachable) {
    this.shards = shards;
    this.groups = groups;
    this.genesisProblem = genesisProblem;
    this.store = store;
    this.reachable = reachable;
  }

  /** Adds the checks to the probes. */
  void addTo(HealthChecks health) {
    health.add(Probe.STARTED, "groups", this::groupsStarted);
    health.add(Probe.READY, "leaders", this::leadersKnown);
    health.add(Probe.READY, "storage", this::storageEnough);
    health.add(Probe.READY, "clock", this::clockConfirmed);
    health.add(Probe.READY, "channels", this::channelsFlow);
    health.add(
        Probe.LIVE,
        "store",
        () -> new Verdict(!store.isHalted(), store.isHalted() ? "halted" : "writes"));
  }

  private Verdict groupsStarted() {
    if (!genesisProblem.get().isEmpty()) {
      return new Verdict(false, genesisProblem.get());
    }
    ShardGroups started = groups.get();
    if (started == null || started.statuses().isEmpty()) {
      return new Verdict(false, "replaying: reading logs and snapshots from the store");
    }
    List<Integer> behind =
        started.statuses().stream()
            .filter(status -> status.lastApplied() < status.commitIndex())
            .map(GroupStatus::shard)
            .toList();
    // Under load every replica is a few entries behind at any moment: that is no reason to wait.
    return new Verdict(
        true,
        behind.isEmpty()
            ? "every shard has executed what is known to be committed"
            : "executing what is committed in shards " + behind);
  }

  private Verdict leadersKnown() {
    NodeShards known = shards.get();
    ShardGroups started = groups.get();
    if (known == null || started == null) {
      return new Verdict(false, "not known yet: the node is starting");
    }
    Set<Integer> without = new HashSet<>(known.leaderless());
    List<String> reasons = new ArrayList<>();
    for (GroupStatus status : started.statuses()) {
      List<String> voters = status.votingMembers();
      List<String> here = voters.stream().filter(reachable).toList();
      if (here.size() <= voters.size() / 2) {
        reasons.add(
            "shard "
                + status.shard()
                + " has no quorum: of "
                + voters
                + " only "
                + here
                + " can be reached");
      } else if (without.contains(status.shard())) {
        reasons.add("shard " + status.shard() + " has no leader yet: an election is under way");
      }
    }
    if (reasons.isEmpty() && !without.isEmpty()) {
      reasons.add(
          "no leader is known for shards " + without + ": a majority of their members must be up");
    }
    return reasons.isEmpty()
        ? new Verdict(true, "every shard has a leader; this node leads " + known.leading().size())
        : new Verdict(false, String.join("; ", reasons));
  }

  private Verdict storageEnough() {
    StorageLevel level = store.storageLevel();
    return new Verdict(level == StorageLevel.ENOUGH, "disk: " + level);
  }

  private Verdict clockConfirmed() {
    NodeShards known = shards.get();
    boolean doubt = known != null && known.clock().isInDoubt();
    return new Verdict(
        !doubt, doubt ? "no majority confirms this node's wall clock: check NTP" : "confirmed");
  }

  /**
   * Says which channels stand still, and is never a no: this node can do nothing about it, and
   * sending work elsewhere does not help.
   */
  private Verdict channelsFlow() {
    NodeShards known = shards.get();
    List<String> alarms = new ArrayList<>();
    for (int shard : known == null ? List.<Integer>of() : known.shards()) {
      ChannelAlarms channels = known.counters(shard).channels();
      for (int peer : channels.stopped()) {
        alarms.add("shard " + shard + " stopped the channel from shard " + peer);
      }
      for (int peer : channels.refusedBy()) {
        alarms.add("shard " + peer + " refuses the channel from shard " + shard);
      }
    }
    return new Verdict(
        true, alarms.isEmpty() ? "none is stopped" : "ALARM: " + String.join("; ", alarms));
  }
}
