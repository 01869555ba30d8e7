package cbdc.simulator.simulate;

import cbdc.settlement.node.app.MembershipWatch;
import cbdc.settlement.node.app.ShardGroups;
import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.member.MembershipKeeper;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.store.NodeStore;

/** One life of a node's process, filled in while it starts. */
final class NodeLife {
  final SimulatedProcess process;
  NodeStore store;
  LinkIdentity identity;
  SimulatedLink link;

  /** Null until the node belongs to a cluster. */
  ClusterMembers cluster;

  MembershipKeeper keeper;
  MembershipWatch members;
  ShardGroups groups;

  /** Null until the node has begun to take part in its cluster. */
  NodeShards shards;

  /** Steps of membership and hand-overs that were counted so far. */
  long stepsCounted;

  long handOversCounted;

  NodeLife(SimulatedProcess process) {
    this.process = process;
  }
}
