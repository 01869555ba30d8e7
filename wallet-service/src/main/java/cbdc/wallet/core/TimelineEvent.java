package cbdc.wallet.core;

import cbdc.protocol.CommandId;

/**
 * One step in the life of a payment or hold.
 *
 * @param shard where it was committed
 * @param historyNumber number of the history record in that shard
 * @param timeMillis ledger time
 * @param kind what happened, a name of the feed's kinds in lower case, such as {@code sent}
 * @param command the command behind it
 * @param amount minor units; 0 where it says nothing
 */
public record TimelineEvent(
    int shard, long historyNumber, long timeMillis, String kind, CommandId command, long amount) {}
