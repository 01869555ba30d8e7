package cbdc.wallet.core;

/**
 * How far the projection of a shard has come: what a list says is true as of there.
 *
 * @param shard which shard
 * @param index Raft index up to which the shard's history was read; 0 before the first read
 * @param timeMillis ledger time of the last history record gone through; 0 before the first
 * @param historyNumber number of that record
 */
public record AsOf(int shard, long index, long timeMillis, long historyNumber) {}
