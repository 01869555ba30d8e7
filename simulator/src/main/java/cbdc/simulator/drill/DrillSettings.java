package cbdc.simulator.drill;

import java.util.List;

/**
 * What is drilled and with how much load.
 *
 * @param faults names, in order
 * @param paymentsPerFault payments to acknowledge around each fault, at least
 * @param ratePerSecond commands sent each second
 * @param limitSeconds how long a shard may acknowledge nothing after a single crash or isolation
 * @param heapMib largest heap of each node, MiB
 */
record DrillSettings(
    List<String> faults,
    long paymentsPerFault,
    long ratePerSecond,
    double limitSeconds,
    int shards,
    int wallets,
    long heapMib,
    long seed) {}
