package cbdc.settlement.node.member;

import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.JoinedNode;
import cbdc.settlement.node.core.JoinedNodes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Map<String, JoinedNode> joined = new ConcurrentHashMap<>();
  private final JoinedNodes store;
  private volatile NodeRoster roster;

  /**
   * Starts with the nodes of genesis, and those that came later as far as they were met.
   *
   * @param store keeps nodes that come
   */
  public ClusterMembers(GenesisRecord genesis, JoinedNodes store) {
    this.roster = NodeRoster.of(genesis, List.of());
    this.store = store;
    store.joined().forEach(node -> joined.put(node.nodeId(), node));
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

  /**
   * Meets a node that introduces itself, and keeps it on disk. The store under its id stays the one
   * that was met first.
   *
   * @return false for a node that no order added, that was removed, or whose store is another one
   */
  public synchronized boolean meet(JoinedNode node) {
    return roster.isAdded(node.nodeId()) && keep(node);
  }

  private synchronized boolean keep(JoinedNode node) {
    JoinedNode known = joined.get(node.nodeId());
    if (known != null && !known.isSameStore(node)) {
      return false;
    }
    if (!node.equals(known)) {
      store.keep(node);
      joined.put(node.nodeId(), node);
      LOG.info("met {}", node);
    }
    return true;
  }

  /** The nodes that came after genesis and were met. */
  public List<JoinedNode> joined() {
    return List.copyOf(joined.values());
  }

  /** Learns what another node says. */
  public void learn(ClusterNews news) {
    learn(news.changes());
    news.memberships()
        .forEach(
            (shard, membership) -> {
              if (shard < shardCount()) {
                learn(shard, membership);
              }
            });
    news.joined().stream()
        .filter(node -> !joined.containsKey(node.nodeId()))
        .forEach(this::meetByHearsay);
  }

  /** One that is to go counts as well: it may lead until others can take over from it. */
  private void meetByHearsay(JoinedNode node) {
    if (!roster.wasAdded(node.nodeId()) || !keep(node)) {
      LOG.debug("node {} is not known to have been added", node.nodeId());
    }
  }

  /** What to tell other nodes: all that is known here, also of shards that others hold. */
  public ClusterNews news() {
    return new ClusterNews(roster.changes(), changed(), joined());
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
   * True for a node whose id is refused: an order removed it, and every group that it was to be in
   * has been heard to go on without it. While it is a member, its group may need it; a group of
   * which nothing was heard may have it.
   */
  public boolean isGone(String nodeId) {
    return roster.isRemoved(nodeId)
        && IntStream.range(0, shardCount())
            .filter(shard -> roster.wasMember(shard, nodeId))
            .allMatch(shard -> goesOnWithout(shard, nodeId));
  }

  private boolean goesOnWithout(int shard, String nodeId) {
    Membership last = heard.get(shard);
    return last != null && last.index() > 0 && !last.members().contains(nodeId);
  }

  /** Whether a node holds the shards that are to be its, as a voter, and no others. */
  public boolean isSettled(String nodeId, Collection<Integer> held) {
    List<Integer> wanted =
        IntStream.range(0, shardCount())
            .filter(shard -> roster.members(shard).contains(nodeId))
            .boxed()
            .toList();
    return wanted.size() == held.size()
        && held.containsAll(wanted)
        && wanted.stream().allMatch(shard -> voters(shard).contains(nodeId));
  }

  /** Memberships that are no longer those of genesis. */
  private Map<Integer, Membership> changed() {
    return heard.entrySet().stream()
        .filter(membership -> membership.getValue().index() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
