package cbdc.protocol.wire;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.PublicKey;
import java.util.Arrays;
import java.util.List;

/** What a read found. Amounts are minor units. */
public sealed interface ReadPayload
    permits ReadPayload.Balance,
        ReadPayload.AccountState,
        ReadPayload.Supply,
        ReadPayload.Registry,
        ReadPayload.ShardStatus,
        ReadPayload.FeedStart,
        FeedPage {
  /** Most banks of a system. */
  int MAX_BANKS = 10_000;

  /** What an account holds. */
  record Balance(long available, long held) implements ReadPayload {}

  /**
   * All that the ledger keeps about an account.
   *
   * @param officialStatus what issuer's orders say; an account may do what both statuses allow
   * @param pending outgoing payments that the other shard has not answered yet
   * @param spentInDay counted against the daily limit, in the policy's current day
   * @param spentInYear counted against the yearly limit
   */
  record AccountState(
      AccountKind kind,
      AccountStatus status,
      AccountStatus officialStatus,
      int classNumber,
      long available,
      long held,
      int openHolds,
      int pending,
      long spentInDay,
      long spentInYear)
      implements ReadPayload {}

  /**
   * One shard's part of the supply report. Inside every shard: the sum of its customers', vaults'
   * and suspense balances plus sent minus received equals issued minus redeemed (both 0 outside
   * shard 0).
   *
   * @param batchNumber batches executed so far
   * @param timeMillis ledger time
   * @param issued ever issued
   * @param redeemed ever redeemed
   * @param reservesCredited ever credited to reserves
   * @param circulating held in this shard by vaults, wallets, merchants and suspense, holds
   *     included
   * @param chainHash SHA-256 chain after the last batch
   * @param channels one for each other shard that this one has dealt with
   * @param banks in shard 0: one for each bank
   */
  record Supply(
      long batchNumber,
      long timeMillis,
      long issued,
      long redeemed,
      long reservesCredited,
      long circulating,
      byte[] chainHash,
      List<ChannelTotals> channels,
      List<BankTotals> banks)
      implements ReadPayload {
    public Supply {
      channels = List.copyOf(channels);
      banks = List.copyOf(banks);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Supply that
          && batchNumber == that.batchNumber
          && timeMillis == that.timeMillis
          && issued == that.issued
          && redeemed == that.redeemed
          && reservesCredited == that.reservesCredited
          && circulating == that.circulating
          && Arrays.equals(chainHash, that.chainHash)
          && channels.equals(that.channels)
          && banks.equals(that.banks);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(batchNumber);
    }
  }

  /** Money that went to, and came from, another shard. */
  record ChannelTotals(int peer, long sent, long received) {}

  /** One bank in shard 0. */
  record BankTotals(int bank, long issued, long redeemed, long reserve, long vault, long quota) {}

  /**
   * What shard 0 has on record about a bank (bank 0: the system).
   *
   * @param nextOrderNumber number that the bank's next order must carry
   * @param nextSystemOrderNumber number that the next order of bank 0 must carry
   * @param status the bank's, null when the bank is not admitted
   * @param quota most that the bank may have outstanding
   * @param keys the bank's batch keys
   * @param issuerThreshold signatures that an order needs
   * @param issuerKeys keys that sign orders
   * @param policy limits by class
   * @param rulesVersion version of the rules in force
   * @param rulesVersionMax newest version that every node can execute, as far as the answering
   *     leader has heard; 0 while it has not heard of all
   */
  record Registry(
      int bank,
      long nextOrderNumber,
      long nextSystemOrderNumber,
      BankStatus status,
      long quota,
      List<PublicKey> keys,
      int issuerThreshold,
      List<PublicKey> issuerKeys,
      LimitPolicy policy,
      int rulesVersion,
      int rulesVersionMax)
      implements ReadPayload {
    public Registry {
      keys = List.copyOf(keys);
      issuerKeys = List.copyOf(issuerKeys);
    }
  }

  /**
   * How a shard stands.
   *
   * @param leader node id of the answering leader
   * @param batchNumber batches executed so far
   * @param timeMillis ledger time
   */
  record ShardStatus(String leader, long batchNumber, long timeMillis) implements ReadPayload {}

  /**
   * Where a time begins in the feed.
   *
   * @param fromBatch number of the first history record with a ledger time at or after the one
   *     asked for, or of the next record to come
   */
  record FeedStart(long fromBatch) implements ReadPayload {}
}
