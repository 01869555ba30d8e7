package cbdc.settlement.node.member;

import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knows of the cluster's nodes and of the members of every shard's group, its own
 * and those it holds no copy of. It learns from its own committed state and from the pulses of
 * nodes that lead; a later membership is never replaced by an earlier one. Thread safe.
 */
public final class ClusterMembers {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembers.class);

  private final Map<Integer, Membership> heard = new ConcurrentHashMap<>();
  private volatile NodeRoster roster;

  /** Starts with the nodes of genesis. */
  public ClusterMembers(GenesisRecord genesis) {
    this.roster = NodeRoster.of(genesis, List.of());
  }

  /** The nodes that the cluster is to have. */
  public NodeRoster roster() {
    return roster;
  }

  /** Number of shards. */
  public int shardCount() {
    return roster.genesis().shardCount();
  }

  /**
   * Learns the changes that some shard's state holds. Every shard holds the beginning of one and
   * the same list.
   */
  public synchronized void learn(List<NodeChange> changes) {
    List<NodeChange> known = roster.changes();
    int common = Math.min(known.size(), changes.size());
    if (!known.subList(0, common).equals(changes.subList(0, common))) {
      LOG.error(
          "ALARM: changes of nodes differ: {} is known here, {} is said; it is not followed",
          known,
          changes);
    } else if (changes.size() > known.size()) {
      roster = NodeRoster.of(roster.genesis(), changes);
      changes
          .subList(common, changes.size())
          .forEach(
              change ->
                  LOG.info(
                      "order {}: node {} goes, node {} comes; the nodes are to be {}",
                      change.orderNumber(),
                      change.removed().isEmpty() ? "(none)" : change.removed(),
                      change.added().isEmpty() ? "(none)" : change.added(),
                      roster.nodes().stream().sorted().toList()));
    }
  }

  /** Learns the committed members of a group of this node. */
  public void learn(GroupStatus status) {
    if (!status.members().isEmpty()) {
      learn(
          status.shard(),
          new Membership(status.membersIndex(), status.members(), status.votingMembers()));
    }
  }

  /** Learns the committed members of a shard's group, as its leader has them. */
  public void learn(int shard, Membership membership) {
    heard.merge(shard, membership, (old, news) -> news.index() >= old.index() ? news : old);
  }

  /** The members of a shard's group as last heard, those of genesis before. */
  public Membership membership(int shard) {
    return Optional.ofNullable(heard.get(shard))
        .orElseGet(
            () -> {
              List<String> first = roster.genesis().shardMembers().get(shard);
              return new Membership(0, first, first);
            });
  }

  /** Members of a shard's group that vote, in order. */
  public List<String> voters(int shard) {
    return membership(shard).voters();
  }

  /** All members of a shard's group. */
  public List<String> members(int shard) {
    return membership(shard).members();
  }

  /** Nodes that hold some shard. */
  public Set<String> holders() {
    return IntStream.range(0, shardCount())
        .boxed()
        .flatMap(shard -> members(shard).stream())
        .collect(Collectors.toSet());
  }

  /**
   * True for a node whose id is refused: an order removed it, and no group is heard of that still
   * has it. While it is a member, its group may need it.
   */
  public boolean isGone(String nodeId) {
    return roster.isRemoved(nodeId)
        && heard.values().stream().noneMatch(m -> m.members().contains(nodeId));
  }

  /** Memberships that are no longer those of genesis, of these shards. */
  public Map<Integer, Membership> changed(Set<Integer> shards) {
    Map<Integer, Membership> changed = new TreeMap<>();
    for (int shard : shards) {
      Membership now = membership(shard);
      if (now.index() > 0) {
        changed.put(shard, now);
      }
    }
    return changed;
  }
}
