package cbdc.simulator.drill.check;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;

/**
 * One answer of a shard, as the client received it.
 *
 * @param term Raft term of the entry that answers
 * @param index Raft index of that entry
 * @param isDuplicate whether an earlier entry had executed the command
 */
public record Reply(
    CommandId id, int shard, int term, long index, Outcome outcome, boolean isDuplicate) {}
