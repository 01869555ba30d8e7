package cbdc.simulator.simulate;

import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.raft.RaftGroup;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.store.NodeStore;
import java.util.Map;
import java.util.TreeMap;

/** One life of a node's process, filled in while it starts. */
final class NodeLife {
  final SimulatedProcess process;
  final Map<Integer, RaftGroup> groups = new TreeMap<>();
  NodeStore store;
  LinkIdentity identity;
  SimulatedLink link;

  /** Null until the node has begun to take part in its cluster. */
  NodeShards shards;

  boolean transferring;

  NodeLife(SimulatedProcess process) {
    this.process = process;
  }
}
