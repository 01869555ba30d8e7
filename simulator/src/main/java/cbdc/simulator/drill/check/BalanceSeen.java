package cbdc.simulator.drill.check;

/**
 * A balance that was read.
 *
 * @param index Raft index of the shard at which it was read
 * @param available minor units
 * @param startNanos when it was asked for
 * @param endNanos when it was answered
 */
public record BalanceSeen(
    long account, int shard, long index, long available, long startNanos, long endNanos) {}
