package cbdc.settlement.client;

import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.wire.CompletionsRequest;

/**
 * How a client behaves. {@link #defaults()} suit a service; tests shorten the times.
 *
 * @param deadlineMillis after this time a command is no longer sent: what may have been executed is
 *     settled by asking, what was never sent is refused. At most a quarter of the ledger's id
 *     window.
 * @param giveUpMillis after this time a command whose outcome could not be learnt fails with {@link
 *     OutcomeUnknown}
 * @param attemptMillis how long one node gets to answer one call before the next member is asked
 * @param laterMillis how long a batch that a node has proposed may stay unanswered before its
 *     commands are sent again
 * @param pendingAskMillis how long a pending command waits for its completion before it is asked
 *     for
 * @param lostAskMillis how soon a pending command is asked for when its completion is known to be
 *     lost; also the unit of the pauses between further questions, which double each time
 * @param maxOpenCommands most commands that have no outcome yet; more are refused at once
 * @param maxQueuedPerShard most commands that wait to be sent to one shard; more are refused at
 *     once
 * @param maxOpenReads most reads without an answer; more are refused at once
 * @param maxBatchCommands most commands of one shard in one flush
 * @param maxBatchBytes most bytes of commands of one shard in one flush
 * @param maxFlushBytes about the most bytes of commands in one flush
 * @param flushesPerNode most flushes in flight to one node
 * @param laterBatchesPerShard most proposed and unanswered batches of one shard before its next one
 *     waits
 * @param backoffMillisMin first wait before a shard is tried again; doubled each time, with jitter
 * @param backoffMillisMax longest such wait
 * @param completionWaitMillis how long a node may hold a completion request that has nothing to
 *     report
 * @param hintsRefreshMillis how often the leaders of all shards are asked for when nothing else
 *     tells them
 * @param closeMillis how long closing waits for open commands
 */
public record SettlementClientConfig(
    long deadlineMillis,
    long giveUpMillis,
    long attemptMillis,
    long laterMillis,
    long pendingAskMillis,
    long lostAskMillis,
    int maxOpenCommands,
    int maxQueuedPerShard,
    int maxOpenReads,
    int maxBatchCommands,
    int maxBatchBytes,
    int maxFlushBytes,
    int flushesPerNode,
    int laterBatchesPerShard,
    long backoffMillisMin,
    long backoffMillisMax,
    int completionWaitMillis,
    long hintsRefreshMillis,
    long closeMillis) {

  /** Refuses values that contradict each other or the protocol's bounds. */
  public SettlementClientConfig {
    requireRange("attemptMillis", attemptMillis, 1, deadlineMillis);
    requireRange("laterMillis", laterMillis, attemptMillis, deadlineMillis);
    requireRange("giveUpMillis", giveUpMillis, deadlineMillis, Long.MAX_VALUE);
    requireRange("pendingAskMillis", pendingAskMillis, 1, giveUpMillis);
    requireRange("lostAskMillis", lostAskMillis, 1, pendingAskMillis);
    requireRange("maxOpenCommands", maxOpenCommands, 1, 1 << 24);
    requireRange("maxQueuedPerShard", maxQueuedPerShard, 1, maxOpenCommands);
    requireRange("maxOpenReads", maxOpenReads, 1, 1 << 20);
    requireRange("maxBatchCommands", maxBatchCommands, 1, ClientBatchCodec.MAX_COMMANDS);
    requireRange("maxBatchBytes", maxBatchBytes, 16 * 1024, ClientBatchCodec.MAX_BYTES);
    requireRange("maxFlushBytes", maxFlushBytes, maxBatchBytes, 8 << 20);
    requireRange("flushesPerNode", flushesPerNode, 1, 64);
    requireRange("laterBatchesPerShard", laterBatchesPerShard, 1, 1024);
    requireRange("backoffMillisMin", backoffMillisMin, 1, backoffMillisMax);
    requireRange("backoffMillisMax", backoffMillisMax, backoffMillisMin, deadlineMillis);
    requireRange(
        "completionWaitMillis", completionWaitMillis, 1, CompletionsRequest.MAX_WAIT_MILLIS);
    requireRange("hintsRefreshMillis", hintsRefreshMillis, 1, Long.MAX_VALUE);
    requireRange("closeMillis", closeMillis, 0, Long.MAX_VALUE);
  }

  /** Values for a service. */
  public static SettlementClientConfig defaults() {
    return new SettlementClientConfig(
        30_000,
        180_000,
        1_000,
        2_000,
        3_000,
        200,
        262_144,
        65_536,
        16_384,
        ClientBatchCodec.MAX_COMMANDS,
        ClientBatchCodec.MAX_BYTES,
        2 << 20,
        2,
        4,
        5,
        250,
        10_000,
        5_000,
        10_000);
  }

  /** The same with another deadline and give-up time. */
  public SettlementClientConfig withDeadline(long newDeadlineMillis, long newGiveUpMillis) {
    return new SettlementClientConfig(
        newDeadlineMillis,
        newGiveUpMillis,
        attemptMillis,
        laterMillis,
        pendingAskMillis,
        lostAskMillis,
        maxOpenCommands,
        maxQueuedPerShard,
        maxOpenReads,
        maxBatchCommands,
        maxBatchBytes,
        maxFlushBytes,
        flushesPerNode,
        laterBatchesPerShard,
        backoffMillisMin,
        backoffMillisMax,
        completionWaitMillis,
        hintsRefreshMillis,
        closeMillis);
  }

  /** The same with other queue bounds. */
  public SettlementClientConfig withQueues(int newMaxOpenCommands, int newMaxQueuedPerShard) {
    return new SettlementClientConfig(
        deadlineMillis,
        giveUpMillis,
        attemptMillis,
        laterMillis,
        pendingAskMillis,
        lostAskMillis,
        newMaxOpenCommands,
        newMaxQueuedPerShard,
        maxOpenReads,
        maxBatchCommands,
        maxBatchBytes,
        maxFlushBytes,
        flushesPerNode,
        laterBatchesPerShard,
        backoffMillisMin,
        backoffMillisMax,
        completionWaitMillis,
        hintsRefreshMillis,
        closeMillis);
  }

  /** The same with another bound of commands in a batch. */
  public SettlementClientConfig withBatches(int newMaxBatchCommands) {
    return new SettlementClientConfig(
        deadlineMillis,
        giveUpMillis,
        attemptMillis,
        laterMillis,
        pendingAskMillis,
        lostAskMillis,
        maxOpenCommands,
        maxQueuedPerShard,
        maxOpenReads,
        newMaxBatchCommands,
        maxBatchBytes,
        maxFlushBytes,
        flushesPerNode,
        laterBatchesPerShard,
        backoffMillisMin,
        backoffMillisMax,
        completionWaitMillis,
        hintsRefreshMillis,
        closeMillis);
  }

  private static void requireRange(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + min + " to " + max);
    }
  }
}
