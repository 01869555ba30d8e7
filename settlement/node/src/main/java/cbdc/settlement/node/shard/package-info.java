/**
 * One shard on this node, and what ties the shards together: the replica that executes committed
 * entries, the leader's proposer, the courier that carries channel groups between shards, and the
 * answers that clients wait for.
 *
 * <p>Uses the ports of {@code node.core} and the ledger. Must not import MicroRaft, RocksDB,
 * Hazelcast or Vert.x.
 */
package cbdc.settlement.node.shard;
