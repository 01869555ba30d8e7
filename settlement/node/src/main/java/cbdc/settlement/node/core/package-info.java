/**
 * The ports of a settlement node: what the replication, the store, the link and the state machine
 * of a shard promise each other. Interfaces and plain values only.
 *
 * <p>Must not import any library (MicroRaft, RocksDB, Hazelcast, Vert.x) nor any sibling package of
 * the node.
 */
package cbdc.settlement.node.core;
