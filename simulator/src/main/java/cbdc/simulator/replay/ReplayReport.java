package cbdc.simulator.replay;

import java.util.SortedMap;

/**
 * What a replay came to. The field names are those of {@code --json}; amounts are minor units.
 *
 * @param rows rows with a result, those of earlier runs on the same directory included
 * @param accepted rows that came through
 * @param declined rows that the ledger refused
 * @param byKind rows by kind
 * @param declinedByKind refused rows by kind
 * @param declinedByCode refused rows by rejection code
 * @param wallets wallets of the home bank
 * @param walletBalanceTotalMinor what they hold
 * @param sentToPartnerBanksMinor what was remitted to partners, by bank
 * @param balancesSha256 SHA-256 of the lines {@code account_id:balance}
 * @param payments payments settled in this run
 * @param paymentsPerSecond of this run, while rows were sent
 * @param elapsedMillis time in which rows were sent
 * @param conservation {@code ok}, or what does not add up
 * @param nodes settlement nodes
 * @param shards shards of the ledger
 * @param continued whether an earlier run was gone on with
 * @param dataDirectory where the nodes' stores lie
 * @param brokenLine where the history could not be read on; absent when all was read
 */
public record ReplayReport(
    long rows,
    long accepted,
    long declined,
    SortedMap<String, Long> byKind,
    SortedMap<String, Long> declinedByKind,
    SortedMap<String, Long> declinedByCode,
    int wallets,
    long walletBalanceTotalMinor,
    SortedMap<String, Long> sentToPartnerBanksMinor,
    String balancesSha256,
    long payments,
    long paymentsPerSecond,
    long elapsedMillis,
    String conservation,
    int nodes,
    int shards,
    boolean continued,
    String dataDirectory,
    String brokenLine) {}
