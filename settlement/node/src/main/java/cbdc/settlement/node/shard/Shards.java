package cbdc.settlement.node.shard;

import java.util.Optional;

/** The shards of which this node holds a replica. Any thread. */
interface Shards {
  /** Number of shards of the cluster. */
  int count();

  /** The replica of a shard, if this node is one of its members. */
  Optional<ShardHost> host(int shard);
}
