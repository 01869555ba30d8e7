package cbdc.settlement.ledger.apply;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.settlement.ledger.state.Accounts;
import cbdc.settlement.ledger.state.Channels;
import cbdc.settlement.ledger.state.IdWindow;
import cbdc.settlement.ledger.state.OutgoingKind;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.Totals;

/**
 * The ledger's book-keeping beside events: outcomes of ids, what is forgotten and trimmed, the
 * batch's place in the history.
 */
public final class Memory {
  private final Accounts accounts;
  private final Channels channels;
  private final IdWindow ids;
  private final Totals totals;

  /**
   * Hears of each id that becomes final by an acknowledgement, and of which bank it was (0 for an
   * order).
   */
  @FunctionalInterface
  public interface Settled {
    void settled(CommandId id, int bank);
  }

  /** Book-keeping in this state. */
  public Memory(ShardState state) {
    accounts = state.accounts();
    channels = state.channels();
    ids = state.ids();
    totals = state.totals();
  }

  /** Remembers how the command with this id ended; a cancelled id has no content. */
  public void remember(CommandId id, long fingerprint, Outcome outcome) {
    ids.remember(
        id.high(), id.low(), outcome instanceof Outcome.Cancelled ? 0 : fingerprint, outcome);
  }

  /** Drops buckets of ids that nobody can use any more, at most so many. */
  public void forget(long timeMillis, int bucketsMax) {
    ids.forgetUntil(timeMillis, bucketsMax);
  }

  /**
   * Settles and drops acknowledged outgoing messages, at most so many over all channels, lowest
   * peer first.
   */
  public void trim(int messagesMax, Settled settled) {
    int left = messagesMax;
    for (int peer = 0; peer < channels.shardCount() && left > 0; peer++) {
      long from = channels.trimmedMark(peer);
      long to = Math.min(channels.acknowledgedMark(peer), from + left);
      if (to > from) {
        settle(peer, from + 1, to, settled);
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

  /** Answers to the peer's own messages carry the peer's ids. */
  private static boolean isOwnCommand(OutgoingKind kind) {
    return kind != OutgoingKind.RETURN && kind != OutgoingKind.ORDER_REFUSAL;
  }

  /**
   * What the peer acknowledged and did not send back is settled; an order to all shards was settled
   * when it was decided.
   */
  private void settle(int peer, long from, long to, Settled settled) {
    for (long sequence = from; sequence <= to; sequence++) {
      int payer = channels.outgoingPayerSlot(peer, sequence);
      if (payer >= 0) {
        accounts.addPending(payer, -1);
      }
      if (isOwnCommand(channels.outgoingKind(peer, sequence))
          && !channels.isReturned(peer, sequence)) {
        long high = channels.outgoingIdHigh(peer, sequence);
        long low = channels.outgoingIdLow(peer, sequence);
        if (ids.settle(high, low, Outcome.Settled.INSTANCE)) {
          settled.settled(
              new CommandId(high, low), payer < 0 ? 0 : AccountNumber.bank(accounts.number(payer)));
        }
      }
    }
  }
}
