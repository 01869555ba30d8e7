/**
 * The durable half of a settlement node: one RocksDB and one committer thread for all Raft groups
 * of the node.
 *
 * <p>Here live the Raft log and its metadata per shard, incremental snapshots, the history of
 * applied entries and the genesis record. Everything that another part relies on is on disk before
 * it is told so; any storage error ends the process through {@link
 * cbdc.settlement.node.core.FailStop}, because a store that reports an error and goes on makes Raft
 * acknowledge what it does not hold.
 *
 * <p>The only package that imports RocksDB. It implements MicroRaft's store interface and must not
 * import the replication, link, cluster or application packages, nor the ledger: entries, outcomes
 * and pages are opaque bytes.
 */
package cbdc.settlement.node.store;
