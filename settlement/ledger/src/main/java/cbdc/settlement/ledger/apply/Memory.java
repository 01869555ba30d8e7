package cbdc.settlement.ledger.apply;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.settlement.ledger.state.Accounts;
import cbdc.settlement.ledger.state.Channels;
import cbdc.settlement.ledger.state.IdWindow;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.Totals;

/** The ledger's book-keeping beside events: outcomes of ids, what is forgotten and trimmed, the batch's place in the history. */
public final class Memory {
  private final Accounts accounts;
  private final Channels channels;
  private final IdWindow ids;
  private final Totals totals;

  /** Book-keeping in this state. */
  public Memory(ShardState state) {
    accounts = state.accounts();
    channels = state.channels();
    ids = state.ids();
    totals = state.totals();
  }

  /** Remembers how the command with this id ended; a cancelled id has no content. */
  public void remember(CommandId id, long fingerprint, Outcome outcome) {
    ids.remember(id.high(), id.low(), outcome == Outcome.CANCELLED ? 0 : fingerprint, outcome);
  }

  /** Drops buckets of ids that nobody can use any more, at most so many. */
  public void forget(long timeMillis, int bucketsMax) {
    ids.forgetUntil(timeMillis, bucketsMax);
  }

  /** Settles and drops acknowledged outgoing messages, at most so many over all channels, lowest peer first. */
  public void trim(int messagesMax) {
    int left = messagesMax;
    for (int peer = 0; peer < channels.shardCount() && left > 0; peer++) {
      long from = channels.trimmedMark(peer);
      long to = Math.min(channels.acknowledgedMark(peer), from + left);
      if (to > from) {
        settle(peer, from + 1, to);
        left -= (int) (channels.trimTo(peer, to, left) - from);
      }
    }
  }

  /** Ends what the batch sends: one group per channel. */
  public void seal(Channels.SealedGroups sealed) {
    channels.sealGroups(sealed);
  }

  /** Begins a batch: ledger time. */
  public void setTime(long timeMillis) {
    totals.setLastTimeMillis(timeMillis);
  }

  /** Ends an entry: its number, and the chain behind it. */
  public void endEntry(byte[] chainHash) {
    totals.countBatch();
    totals.setChainHash(chainHash);
  }

  /** What the peer acknowledged and did not send back is settled; an order to all shards was settled when it was decided. */
  private void settle(int peer, long from, long to) {
    for (long sequence = from; sequence <= to; sequence++) {
      int payer = channels.outgoingPayerSlot(peer, sequence);
      if (payer >= 0) {
        accounts.addPending(payer, -1);
      }
      if (!channels.isReturned(peer, sequence)) {
        ids.settle(channels.outgoingIdHigh(peer, sequence), channels.outgoingIdLow(peer, sequence), Outcome.SETTLED);
      }
    }
  }
}
