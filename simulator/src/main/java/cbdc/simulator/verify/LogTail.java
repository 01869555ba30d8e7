package cbdc.simulator.verify;

import cbdc.settlement.ledger.LedgerFault;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.node.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Log entries behind the history. After a crash a committed entry may lie in the log and not yet in
 * the history, while another shard has already received what it sent: then the sender's end is
 * found here.
 */
final class LogTail {
  private final ShardLedger ledger;
  private final List<CopyScan.Result> copies;
  private final SentMarks sent;
  private final ShardReplay.Wanted wanted;
  private long entries;

  LogTail(
      ShardLedger ledger, List<CopyScan.Result> copies, SentMarks sent, ShardReplay.Wanted wanted) {
    this.ledger = ledger;
    this.copies = copies;
    this.sent = sent;
    this.wanted = wanted;
  }

  private record End(CopyScan.Result copy, int term, long index) {}

  private static final class Reached extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Reached() {
      super(null, null, false, false);
    }
  }

  /** Executes entries behind an index, as far as a channel's other end is ahead of the history. */
  void extend(CopyScan.Result primary, long fromIndex) {
    if (isReached()) {
      return;
    }
    // As in an election: of several logs the one with the highest last term, then index, holds all
    // that was committed.
    End best = new End(primary, 0, 0);
    for (CopyScan.Result copy : copies) {
      End end = endOf(copy, fromIndex);
      if (end.term() > best.term() || (end.term() == best.term() && end.index() > best.index())) {
        best = end;
      }
    }
    try {
      best.copy()
          .copy()
          .store()
          .log(
              primary.shard(),
              fromIndex + 1,
              (index, term, membership, bytes) -> execute(membership, bytes));
    } catch (Reached e) {
      return;
    } catch (StoreException | LedgerFault e) {
      // What lies behind the history need not be whole or committed: the channels' comparison says
      // whether it was needed.
      return;
    }
  }

  /** Number of entries executed. */
  long entries() {
    return entries;
  }

  /** How far each wanted incoming channel was taken at least. */
  Map<Integer, Long> takenMarks(ChannelsView channels) {
    Map<Integer, Long> marks = new HashMap<>();
    wanted.takenMarks().keySet().forEach(peer -> marks.put(peer, channels.incomingMark(peer)));
    return marks;
  }

  private void execute(boolean membership, byte[] bytes) {
    ledger.execute(membership ? new byte[0] : bytes);
    entries++;
    sent.observe(ledger.state().channels());
    if (isReached()) {
      throw new Reached();
    }
  }

  private boolean isReached() {
    ChannelsView channels = ledger.state().channels();
    return sent.isComplete()
        && wanted.takenMarks().entrySet().stream()
            .allMatch(e -> channels.incomingMark(e.getKey()) >= e.getValue());
  }

  private static End endOf(CopyScan.Result copy, long fromIndex) {
    End[] last = {new End(copy, 0, 0)};
    try {
      copy.copy()
          .store()
          .log(
              copy.shard(),
              fromIndex + 1,
              (index, term, membership, bytes) -> last[0] = new End(copy, term, index));
    } catch (StoreException e) {
      // A log cut short by a crash ends where it can be read.
      return last[0];
    }
    return last[0];
  }
}
