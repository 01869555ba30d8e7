package cbdc.settlement.node.app;

import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.LinkAdmission;
import cbdc.settlement.node.link.PeerConnections;
import cbdc.settlement.node.link.RefusalCode;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.member.MembershipKeeper;
import cbdc.settlement.node.member.NodeRoster;
import cbdc.settlement.node.shard.NodeShards;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings together what this node knows of the cluster's members and what has to follow them: the
 * link, its own groups, and the groups that it leads. By one thread.
 */
public final class MembershipWatch {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipWatch.class);

  private final String self;
  private final Map<String, LinkAddress> configured;
  private final PeerConnections link;
  private final ClusterMembers cluster;
  private final MembershipKeeper keeper;
  private Map<String, LinkAddress> peers;
  private LinkAdmission admission;

  /** Why the link did not follow the last time; empty when it did. */
  private volatile String problem = "";

  /**
   * A watch that has seen nothing.
   *
   * @param configured addresses of the peers that the configuration names
   */
  public MembershipWatch(
      String self,
      Map<String, LinkAddress> configured,
      PeerConnections link,
      ClusterMembers cluster,
      MembershipKeeper keeper) {
    this.self = self;
    this.configured = Map.copyOf(configured);
    this.link = link;
    this.cluster = cluster;
    this.keeper = keeper;
  }

  /** Looks once, twice a second. */
  public void look(NodeShards shards, ShardGroups groups) {
    shards.learnNodeChanges();
    groups.statuses().forEach(cluster::learn);
    admit();
    groups.followMembers();
    keeper.look(groups.all());
  }

  /** Lets the link follow, if anything is new. */
  public void admit() {
    NodeRoster roster = cluster.roster();
    Set<String> removed = new HashSet<>();
    roster.changes().stream()
        .map(change -> change.removed())
        .filter(node -> !node.isEmpty() && !node.equals(self) && cluster.isGone(node))
        .forEach(removed::add);
    Map<String, LinkAddress> wanted = new HashMap<>(configured);
    Map<String, UUID> joined = new HashMap<>();
    cluster
        .joined()
        .forEach(
            node -> {
              joined.put(node.nodeId(), node.journalId());
              wanted.put(node.nodeId(), new LinkAddress(node.host(), node.port()));
            });
    wanted.remove(self);
    wanted.keySet().removeAll(removed);
    Set<String> awaited = new HashSet<>();
    roster.nodes().stream()
        .filter(node -> roster.isAdded(node) && !joined.containsKey(node) && !node.equals(self))
        .forEach(awaited::add);
    LinkAdmission next = new LinkAdmission(false, joined, awaited, removed);
    if (!next.equals(admission) || !wanted.equals(peers)) {
      LOG.info(
          "node {}: linked to {}, awaits {}, refuses {}", self, wanted.keySet(), awaited, removed);
      follow(wanted, next);
    } else if (!problem.isEmpty()) {
      follow(wanted, next);
    }
  }

  private void follow(Map<String, LinkAddress> wanted, LinkAdmission next) {
    admission = next;
    peers = wanted;
    CompletionStage<Void> unused =
        link.connect(wanted, next)
            .whenComplete(
                (done, failure) -> {
                  String now = failure == null ? "" : String.valueOf(failure.getMessage());
                  if (!now.isEmpty() && !now.equals(problem)) {
                    LOG.error("the node link does not follow the members; tried again: {}", now);
                  }
                  problem = now;
                });
  }

  /**
   * True when the cluster goes on without this node for ever: an order removed it and no group is
   * left that has it; or most of all others refuse it, which is how a node hears that was down
   * meanwhile. Those that do not answer count as not refusing: one that has just started may not
   * know yet which groups need this node.
   */
  public boolean isRemoved() {
    long refusing =
        link.peers().stream()
            .flatMap(peer -> peer.refusal().stream())
            .filter(refusal -> refusal.code() == RefusalCode.REMOVED_NODE)
            .count();
    return cluster.isGone(self) || refusing > link.peers().size() / 2;
  }
}
