package cbdc.simulator.simulate;

import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.member.NodeRoster;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operators who replace, add and remove nodes, and the issuer who orders it: one change at a
 * time, each ordered again and again until the ledger has it.
 */
final class NodeChanges {
  private static final long LOOK_MILLIS = 2_000;
  private static final long ORDER_AGAIN_MILLIS = 30_000;

  private final World world;
  private final Map<String, SimulatedNode> all;
  private final Town town;
  private GenesisRecord genesis;
  private NodeChange underWay;
  private long orderedAtMillis;

  NodeChanges(World world, Map<String, SimulatedNode> all, Town town) {
    this.world = world;
    this.all = all;
    this.town = town;
  }

  /** The cluster is founded: from now on it changes by orders only. */
  void begin(GenesisRecord founded) {
    genesis = founded;
    world.time().afterMillis(LOOK_MILLIS, this::look);
  }

  /** The nodes that have an operator: all but those whose disk is lost, or who were removed. */
  List<SimulatedNode> present() {
    return all.values().stream().filter(node -> !node.isLost() && !node.isRemoved()).toList();
  }

  /** Whether another change may begin. */
  boolean isAtRest() {
    return underWay == null;
  }

  /** A node and its disk burn; another one takes its seat. */
  void replaceLost(SimulatedNode node) {
    node.lose();
    begin(node.id(), comes());
  }

  /** Another node takes the seat of one that works. */
  void replace(SimulatedNode node) {
    begin(node.id(), comes());
  }

  /** One node more. */
  void add() {
    begin("", comes());
  }

  /** One node less; the others take over what it holds. */
  void remove(SimulatedNode node) {
    begin(node.id(), "");
  }

  /** Whether the others can take over what a node holds. */
  boolean maySpare(SimulatedNode node) {
    return roster().refusal(node.id(), "").isEmpty();
  }

  private String comes() {
    String id = "node-" + (all.size() + 1);
    SimulatedNode node =
        new SimulatedNode(id, world, all, present().stream().map(SimulatedNode::id).toList());
    all.put(id, node);
    node.start();
    return id;
  }

  private void begin(String goes, String comes) {
    underWay = new NodeChange(0, goes, comes);
    order();
  }

  private void order() {
    orderedAtMillis = world.time().millis();
    town.orderNodeChange(underWay.removed(), underWay.added());
  }

  private void look() {
    if (underWay != null) {
      if (isOrdered()) {
        underWay = isSettled() ? null : underWay;
      } else if (world.time().millis() - orderedAtMillis > ORDER_AGAIN_MILLIS) {
        order();
      }
    }
    world.time().afterMillis(LOOK_MILLIS, this::look);
  }

  private boolean isOrdered() {
    return world.watch().nodeChanges().stream()
        .anyMatch(
            change ->
                change.removed().equals(underWay.removed())
                    && change.added().equals(underWay.added()));
  }

  private NodeRoster roster() {
    return NodeRoster.of(genesis, world.watch().nodeChanges());
  }

  /** Whether every shard has the members that were ordered, and who is to go is gone. */
  boolean isSettled() {
    if (underWay != null && !isOrdered()) {
      return false;
    }
    NodeRoster wanted = roster();
    for (int shard = 0; shard < genesis.shardCount(); shard++) {
      if (!isSettled(shard, Set.copyOf(wanted.members(shard)))) {
        return false;
      }
    }
    return present().stream().noneMatch(node -> node.isUp() && wanted.isRemoved(node.id()));
  }

  private boolean isSettled(int shard, Set<String> members) {
    List<GroupStatus> leaders = new ArrayList<>();
    for (SimulatedNode node : present()) {
      node.statuses().stream()
          .filter(status -> status.shard() == shard && status.isLeader())
          .forEach(leaders::add);
    }
    return leaders.size() == 1
        && leaders.getFirst().learners().isEmpty()
        && new HashSet<>(leaders.getFirst().votingMembers()).equals(members);
  }

  /** For people. */
  @Override
  public String toString() {
    return "under way: " + underWay + ", ordered: " + world.watch().nodeChanges();
  }
}
