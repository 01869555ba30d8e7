/**
 * The Hazelcast side of a node: the cluster member that carries commands, the preference for who
 * should lead which shard, and the maps of derived data.
 *
 * <p>Hazelcast decides nothing that matters here: two clusters may exist for a while and merge
 * later, and every map may be lost. It is asked who <em>should</em> lead, never who does. Must not
 * import MicroRaft, RocksDB, Vert.x or the ledger; the rest of the node reaches it through the
 * ports of {@code node.core}.
 */
package cbdc.settlement.node.cluster;
