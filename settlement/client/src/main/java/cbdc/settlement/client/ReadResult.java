package cbdc.settlement.client;

import cbdc.protocol.wire.ReadPayload;

/**
 * What a read found, and as of when.
 *
 * @param shard which shard answered
 * @param term Raft term at that index
 * @param index Raft index at which the state was read; it includes everything acknowledged before
 *     the read was sent
 * @param value what was asked for
 */
public record ReadResult<P extends ReadPayload>(int shard, int term, long index, P value) {}
