/**
 * One Raft group per shard, on MicroRaft: the group's thread and clock, the wire format of its
 * messages, the guards that close gaps of MicroRaft 0.7, and {@link
 * cbdc.settlement.node.raft.RaftGroup}, which the rest of the node sees only as {@link
 * cbdc.settlement.node.core.ReplicatedLog}.
 *
 * <p>May import JDK, MicroRaft, slf4j, {@code node.core} and {@code node.store}; never Hazelcast,
 * Vert.x, RocksDB or the ledger: entries are opaque bytes here. Nothing here reads wall time.
 */
package cbdc.settlement.node.raft;
