package cbdc.issuer.core;

import cbdc.protocol.wire.ReadPayload.Supply;

/**
 * One shard's part of the supply report, with where it was read.
 *
 * @param shard the shard
 * @param term Raft term at that index
 * @param index Raft index at which it was read
 * @param supply the part
 */
public record ShardSupply(int shard, int term, long index, Supply supply) {}
