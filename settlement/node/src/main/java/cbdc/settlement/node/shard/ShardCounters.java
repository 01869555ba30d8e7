package cbdc.settlement.node.shard;

import cbdc.protocol.AccountKind;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.BatchResult;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.StateView;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one shard on this node counts, for metrics and derived data. Written by the group's and the
 * courier's thread, read by any.
 */
public final class ShardCounters {
  private final LongAdder entries = new LongAdder();
  private final LongAdder settled = new LongAdder();
  private final LongAdder pending = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final AtomicLongArray rejected = new AtomicLongArray(128);
  private final LongAdder snapshotsInstalled = new LongAdder();
  private final LongAdder clientEntries = new LongAdder();
  private final LongAdder clientCommands = new LongAdder();
  private final ChannelAlarms channels = new ChannelAlarms();
  private volatile Standing standing = new Standing(0, 0, 0, 0, 0, 0, 0, 0, new byte[32]);

  /**
   * Where a shard stands.
   *
   * @param batchNumber entries executed in the shard's life
   * @param timeMillis ledger time
   * @param issued ever issued, minor units (shard 0)
   * @param redeemed ever redeemed, minor units (shard 0)
   * @param circulating held by vaults, wallets, merchants and suspense in this shard, minor units
   * @param sent to all other shards for ever, minor units
   * @param received from all other shards for ever, minor units
   * @param outboxTransfers unacknowledged transfers in all outboxes
   * @param chainHash hash of the shard's chain; not to be changed
   */
  public record Standing(
      long batchNumber,
      long timeMillis,
      long issued,
      long redeemed,
      long circulating,
      long sent,
      long received,
      int outboxTransfers,
      byte[] chainHash) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Standing that
          && batchNumber == that.batchNumber
          && Arrays.equals(chainHash, that.chainHash);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(batchNumber);
    }
  }

  void executed(BatchResult result, StateView state) {
    entries.increment();
    AccountsView accounts = state.accounts();
    long circulating =
        accounts.totalOf(AccountKind.VAULT)
            + accounts.totalOf(AccountKind.WALLET)
            + accounts.totalOf(AccountKind.MERCHANT)
            + accounts.totalOf(AccountKind.SUSPENSE);
    ChannelsView ends = state.channels();
    int outbox = 0;
    for (int peer = 0; peer < ends.shardCount(); peer++) {
      outbox += ends.outboxTransfers(peer);
    }
    channels.executed(state);
    standing =
        new Standing(
            result.batchNumber(),
            result.timeMillis(),
            state.totals().issued(),
            state.totals().redeemed(),
            circulating,
            ends.totalSent(),
            ends.totalReceived(),
            outbox,
            result.chainHash());
  }

  void answered(Outcome outcome, boolean duplicate) {
    if (duplicate) {
      duplicates.increment();
      return;
    }
    switch (outcome) {
      case Outcome.Settled ignored -> settled.increment();
      case Outcome.Pending ignored -> pending.increment();
      case Outcome.Returned ignored -> returned.increment();
      case Outcome.Cancelled ignored -> cancelled.increment();
      case Outcome.Rejected r -> rejected.incrementAndGet(r.code().number());
    }
  }

  void answeredEntry(int commands) {
    clientEntries.increment();
    clientCommands.add(commands);
  }

  void returnedLater() {
    returned.increment();
  }

  /** Entries executed here since the start. */
  public long entries() {
    return entries.sum();
  }

  /** Commands settled at once. */
  public long settled() {
    return settled.sum();
  }

  /** Commands that waited for another shard. */
  public long pending() {
    return pending.sum();
  }

  /** Payments that came back. */
  public long returned() {
    return returned.sum();
  }

  /** Ids cancelled by asking. */
  public long cancelled() {
    return cancelled.sum();
  }

  /** Commands answered from memory. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Commands refused with a code. */
  public long rejected(RejectionCode code) {
    return rejected.get(code.number());
  }

  /** Entries with client commands that this node led. */
  public long clientEntries() {
    return clientEntries.sum();
  }

  /** Client commands in those entries. */
  public long clientCommands() {
    return clientCommands.sum();
  }

  void installedSnapshot() {
    snapshotsInstalled.increment();
  }

  /**
   * Snapshots that took the place of the state here, at the start or because this node was behind.
   */
  public long snapshotsInstalled() {
    return snapshotsInstalled.sum();
  }

  /** Channels of the shard that stand still. */
  public ChannelAlarms channels() {
    return channels;
  }

  /** Where the shard stands. */
  public Standing standing() {
    return standing;
  }
}
