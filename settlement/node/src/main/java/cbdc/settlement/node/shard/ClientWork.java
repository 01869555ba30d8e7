package cbdc.settlement.node.shard;

import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import java.util.function.Consumer;

/**
 * One client batch that waits to be proposed, or is.
 *
 * @param client whose completion stream gets the final outcomes of pending commands
 * @param batchNumber the client's number of the batch
 * @param encoded the client batch's bytes, verified
 * @param commandCount number of its commands
 * @param whenAnswered receives the answer exactly once
 */
record ClientWork(
    ClientId client,
    long batchNumber,
    byte[] encoded,
    int commandCount,
    Consumer<BatchAnswer> whenAnswered) {}
