/**
 * Genesis over the node link: every configured node, all of them empty, agrees on one record before
 * any group starts.
 *
 * <p>{@link cbdc.settlement.node.link.genesis.GenesisExchange} runs the two durable steps, prepared
 * then complete. {@link cbdc.settlement.node.link.genesis.ShardPlacement} decides which nodes hold
 * which shard. The store is behind {@link cbdc.settlement.node.core.GenesisStore}. Must not import
 * MicroRaft, RocksDB, Hazelcast or the ledger.
 */
package cbdc.settlement.node.link.genesis;
