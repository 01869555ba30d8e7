package cbdc.settlement.node.member;

import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.link.genesis.ShardPlacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that a cluster is to have, and the members that each shard is to have: what follows
 * from genesis and the ordered changes, alike on every node.
 *
 * <p>A node that replaces another takes its seat: the same shards, and the same rank for those to
 * come. A node that is added takes over the shards for which it ranks among the first, each from
 * the member that ranks last. What a node held that is only removed goes to the next in rank that
 * never was a member of that shard: a log that was left once is not entered again.
 */
public final class NodeRoster {
  private final GenesisRecord genesis;
  private final List<NodeChange> changes;
  private final Map<String, String> seats = new HashMap<>();
  private final Set<String> removed = new HashSet<>();
  private final Set<String> added = new HashSet<>();
  private final List<List<String>> members = new ArrayList<>();
  private final List<Set<String>> everMembers = new ArrayList<>();

  private NodeRoster(GenesisRecord genesis, List<NodeChange> changes) {
    this.genesis = genesis;
    this.changes = List.copyOf(changes);
    genesis.nodeIds().forEach(node -> seats.put(node, node));
    for (List<String> ofShard : genesis.shardMembers()) {
      members.add(new ArrayList<>(ofShard));
      everMembers.add(new HashSet<>(ofShard));
    }
    this.changes.forEach(this::change);
  }

  /** The roster after these changes. */
  public static NodeRoster of(GenesisRecord genesis, List<NodeChange> changes) {
    return new NodeRoster(genesis, changes);
  }

  private void change(NodeChange change) {
    if (!change.removed().isEmpty()) {
      removed.add(change.removed());
    }
    if (!change.added().isEmpty()) {
      added.add(change.added());
    }
    String seat = seats.remove(change.removed());
    if (!change.added().isEmpty()) {
      seats.put(change.added(), seat == null ? change.added() : seat);
    }
    for (int shard = 0; shard < members.size(); shard++) {
      if (seat == null && !change.added().isEmpty()) {
        moveOver(shard, change.added());
      } else {
        fill(shard, change);
      }
    }
  }

  private void moveOver(int shard, String node) {
    List<String> ranked = ranked(shard);
    if (ranked.indexOf(node) < genesis.replicationFactor()) {
      String last =
          ranked.reversed().stream().filter(members.get(shard)::contains).findFirst().orElseThrow();
      substitute(shard, last, node);
    }
  }

  private void fill(int shard, NodeChange change) {
    if (!members.get(shard).contains(change.removed())) {
      return;
    }
    Optional<String> next =
        change.added().isEmpty() ? successor(shard) : Optional.of(change.added());
    next.ifPresentOrElse(
        node -> substitute(shard, change.removed(), node),
        () -> members.get(shard).remove(change.removed()));
  }

  private Optional<String> successor(int shard) {
    return ranked(shard).stream()
        .filter(node -> !everMembers.get(shard).contains(node))
        .findFirst();
  }

  private void substitute(int shard, String from, String to) {
    members.get(shard).set(members.get(shard).indexOf(from), to);
    everMembers.get(shard).add(to);
  }

  private List<String> ranked(int shard) {
    Map<String, String> nodeOfSeat = new HashMap<>();
    seats.forEach((node, seat) -> nodeOfSeat.put(seat, node));
    return ShardPlacement.ranked(nodeOfSeat.keySet(), shard).stream().map(nodeOfSeat::get).toList();
  }

  /** What the cluster was created with. */
  public GenesisRecord genesis() {
    return genesis;
  }

  /** The changes so far, in order. */
  public List<NodeChange> changes() {
    return changes;
  }

  /** Ids of the nodes that the cluster is to have. */
  public Set<String> nodes() {
    return Set.copyOf(seats.keySet());
  }

  /** True when this id is refused for ever once no group has it any more. */
  public boolean isRemoved(String nodeId) {
    return removed.contains(nodeId);
  }

  /** True for a node that came after genesis and was not removed. */
  public boolean isAdded(String nodeId) {
    return added.contains(nodeId) && !removed.contains(nodeId);
  }

  /** True for a node that came after genesis, also if it was removed since. */
  public boolean wasAdded(String nodeId) {
    return added.contains(nodeId);
  }

  /** True if this node was a member of a shard at genesis, or was to become one since. */
  public boolean wasMember(int shard, String nodeId) {
    return everMembers.get(shard).contains(nodeId);
  }

  /** The members that a shard is to have. */
  public List<String> members(int shard) {
    return List.copyOf(members.get(shard));
  }

  /**
   * Why a change cannot be carried out; empty when it can. What the ledger knows by itself is not
   * asked again.
   */
  public Optional<String> refusal(String toRemove, String toAdd) {
    if (!toRemove.isEmpty() && !seats.containsKey(toRemove)) {
      return Optional.of("node " + toRemove + " is none of " + new LinkedHashSet<>(seats.keySet()));
    }
    if (genesis.journals().containsKey(toAdd)) {
      return Optional.of("node " + toAdd + " is one of the first nodes");
    }
    List<NodeChange> more = new ArrayList<>(changes);
    more.add(new NodeChange(0, toRemove, toAdd));
    NodeRoster after = of(genesis, more);
    for (int shard = 0; shard < members.size(); shard++) {
      if (after.members(shard).size() < genesis.replicationFactor()) {
        return Optional.of(
            "without node " + toRemove + " there is none left to take over shard " + shard);
      }
    }
    return Optional.empty();
  }
}
