package cbdc.issuer.core;

import java.util.List;

/**
 * All currency at a glance. Shards were read one after another, so under load single lines may be
 * ahead of each other; the sums hold all the same, because they hold inside every shard at every
 * index. Amounts are minor units.
 *
 * @param issued ever issued
 * @param redeemed ever redeemed
 * @param circulation issued minus redeemed
 * @param circulating held in all shards by vaults, wallets, merchants and suspense
 * @param inFlight sent by one shard and not yet taken by the other, over all channels
 * @param reservesCredited ever credited to reserves
 * @param banks one line for each bank, by code
 * @param shards one line for each shard, by number
 * @param channels the channels on which something is in flight
 * @param faults every rule that does not hold, one line each; empty when every currency unit is
 *     accounted for
 */
public record SupplyReport(
    long issued,
    long redeemed,
    long circulation,
    long circulating,
    long inFlight,
    long reservesCredited,
    List<BankLine> banks,
    List<ShardLine> shards,
    List<ChannelLine> channels,
    List<String> faults) {
  public SupplyReport {
    banks = List.copyOf(banks);
    shards = List.copyOf(shards);
    channels = List.copyOf(channels);
    faults = List.copyOf(faults);
  }

  /** Whether every unit of currency is accounted for. */
  public boolean isConserved() {
    return faults.isEmpty();
  }

  /** One bank: {@code outstanding} is issued minus redeemed. */
  public record BankLine(
      int bank,
      long issued,
      long redeemed,
      long outstanding,
      long quota,
      long reserve,
      long vault) {}

  /**
   * One shard.
   *
   * @param term Raft term at the index
   * @param index Raft index at which it was read
   * @param batchNumber batches executed by then
   * @param timeMillis ledger time by then
   * @param chainHash chain of the history by then, hexadecimal
   * @param circulating held there
   * @param sent to other shards, ever, modulo 2^64
   * @param received from other shards, ever, modulo 2^64
   * @param isBalanced whether held + sent - received = issued - redeemed, there
   */
  public record ShardLine(
      int shard,
      int term,
      long index,
      long batchNumber,
      long timeMillis,
      String chainHash,
      long circulating,
      long sent,
      long received,
      boolean isBalanced) {}

  /** What is on its way from one shard to another. */
  public record ChannelLine(int from, int to, long inFlight) {}
}
