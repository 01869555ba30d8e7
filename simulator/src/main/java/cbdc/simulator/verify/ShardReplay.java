package cbdc.simulator.verify;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.settlement.ledger.BatchResult;
import cbdc.settlement.ledger.FullCheck;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.LedgerFault;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.OfflineStore.Snapshot;
import cbdc.settlement.node.store.StoreException;
import cbdc.simulator.console.ProgressBar;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The second walk: executes one shard's history from genesis and compares everything that was
 * stored with what comes out. Holds one shard's state and no more.
 */
final class ShardReplay {
  /**
   * What is wanted of the shard's ends of its channels.
   *
   * @param sentMarks by destination: how far that shard says it took what this one sent
   * @param takenMarks by source: how far that shard says this one acknowledged
   */
  record Wanted(Map<Integer, Long> sentMarks, Map<Integer, Long> takenMarks) {}

  private final LedgerGenesis genesis;
  private final CopyScan.Result primary;
  private final Optional<CopyScan.Result> rest;
  private final List<CopyScan.Result> copies;
  private final ProgressBar progress;
  private final Place place;
  private final ShardState state;
  private final ShardLedger ledger;
  private final FlushCheck flushes;
  private final MarkCheck marks = new MarkCheck();
  private final BalanceAuditor auditor;
  private final SentMarks sent;
  private final Wanted wanted;
  private final Set<StoreCopy> snapshotsChecked = new HashSet<>();

  /**
   * A replay.
   *
   * @param primary the copy whose history is executed
   * @param rest the copy that goes on where the primary one ends, if one does
   * @param copies all copies of the shard, to be compared with it
   */
  ShardReplay(
      LedgerGenesis genesis,
      CopyScan.Result primary,
      Optional<CopyScan.Result> rest,
      List<CopyScan.Result> copies,
      Wanted wanted,
      Signatures signatures,
      ProgressBar progress) {
    this.genesis = genesis;
    this.primary = primary;
    this.rest = rest;
    this.copies = copies;
    this.wanted = wanted;
    this.progress = progress;
    int shard = primary.shard();
    place = new Place(primary.copy().name(), shard);
    state = new ShardState(genesis, shard);
    ledger = new ShardLedger(state, signatures, LedgerBounds.DEFAULT);
    flushes = new FlushCheck(genesis, shard, signatures);
    auditor = new BalanceAuditor(shard, genesis.shardCount());
    sent = new SentMarks(wanted.sentMarks());
  }

  /**
   * Executes the history.
   *
   * @throws FaultFound at the first fault
   */
  ShardResult run() {
    execute(primary.copy());
    rest.ifPresent(next -> execute(next.copy()));
    requireSnapshotsSeen();
    requireFullCheck();
    requireAuditorAgrees();
    return result();
  }

  private void execute(StoreCopy copy) {
    place.goOnIn(copy.name());
    long executed = place.number();
    try {
      copy.store()
          .history(
              primary.shard(),
              record -> {
                if (record.number() > executed) {
                  check(record);
                }
              });
    } catch (StoreException e) {
      throw place.fault(e);
    }
  }

  private void check(HistoryRecord record) {
    place.moveTo(record);
    List<FlushCheck.Unchecked> open =
        flushes.beforeExecution(record.entry(), state.registry(), place);
    BatchResult result = execute(record.entry());
    flushes.afterExecution(open, state.registry(), place);
    place.require(
        result.batchNumber() == record.number(),
        "number of the record",
        result.batchNumber(),
        record.number());
    place.require(
        java.util.Arrays.equals(result.outcomes(), record.outcome()),
        "outcomes of the entry",
        describe(result.outcomes()),
        describe(record.outcome()));
    place.requireSameHash(result.chainHash(), record.chainHash(), "hash of the chain");
    marks.check(record, place);
    follow(record.entry(), record.outcome());
    sent.observe(state.channels());
    compareCopies(record);
    progress.advance(1);
  }

  private BatchResult execute(byte[] entry) {
    try {
      return ledger.execute(entry);
    } catch (LedgerFault e) {
      throw place.fault(
          "the ledger's own checks on executing the entry", "no contradiction", e.getMessage());
    }
  }

  private void follow(byte[] entry, byte[] outcome) {
    try {
      auditor.follow(entry, outcome);
    } catch (MalformedException | NullPointerException | ArithmeticException e) {
      throw place.fault(
          "the auditor's reading of entry and outcomes",
          "something it can follow",
          String.valueOf(e));
    }
  }

  private void compareCopies(HistoryRecord record) {
    for (CopyScan.Result copy : copies) {
      for (CopyScan.Checkpoint checkpoint : copy.checkpoints()) {
        if (checkpoint.number() == record.number()) {
          place.requireSameHash(
              record.chainHash(),
              checkpoint.chainHash(),
              "hash of the chain in the copy in " + copy.copy().name());
        }
      }
      Snapshot snapshot = copy.snapshot().orElse(null);
      if (snapshot != null && snapshot.index() == record.index()) {
        String what = "hash of the snapshot in " + copy.copy().name();
        place.requireSameHash(state.stateHash(), snapshot.rootHash(), what);
        snapshotsChecked.add(copy.copy());
      }
    }
  }

  private void requireSnapshotsSeen() {
    List<CopyScan.Result> reached =
        copies.stream().filter(copy -> copy.reach() <= place.number()).toList();
    for (CopyScan.Result copy : reached) {
      Optional<Snapshot> snapshot = copy.snapshot();
      boolean isMissing = snapshot.isPresent() && snapshot.get().index() > place.index();
      place.require(
          !isMissing,
          "index of the snapshot in " + copy.copy().name(),
          "one that the history reaches",
          snapshot.map(Snapshot::index).orElse(0L));
    }
    // A copy that has applied more than any given history reaches has its snapshot there too, or
    // one among the records executed, which was compared.
    for (CopyScan.Result copy : reached) {
      place.require(
          copy.snapshot().isEmpty() || snapshotsChecked.contains(copy.copy()),
          "index of the snapshot in " + copy.copy().name(),
          "that of a record",
          copy.snapshot().map(Snapshot::index).orElse(0L));
    }
  }

  private void requireFullCheck() {
    List<String> findings = FullCheck.of(state);
    place.require(
        findings.isEmpty(), "check of every row of the state", "no contradiction", findings);
  }

  private void requireAuditorAgrees() {
    AccountsView accounts = state.accounts();
    for (int slot = 0; slot < accounts.size(); slot++) {
      long number = accounts.number(slot);
      BalanceAuditor.Balance balance = auditor.balance(number);
      agree(
          "available balance of " + AccountNumber.format(number),
          balance.available(),
          accounts.available(slot));
      agree("held balance of " + AccountNumber.format(number), balance.held(), accounts.held(slot));
    }
    auditor.forEach(
        (account, total) -> {
          if (total != 0 && accounts.find(account) < 0) {
            agree(
                "balance of " + AccountNumber.format(account) + ", which the ledger does not know",
                total,
                0);
          }
        });
    for (int peer = 0; peer < genesis.shardCount(); peer++) {
      agree("value sent to shard " + peer, auditor.sent(peer), state.channels().sent(peer));
      agree(
          "value received from shard " + peer,
          auditor.received(peer),
          state.channels().received(peer));
    }
    agree("number of open holds", auditor.openHolds(), state.holds().size());
    agree("value issued", auditor.issued(), state.totals().issued());
    agree("value redeemed", auditor.redeemed(), state.totals().redeemed());
    agree(
        "value credited to reserves",
        auditor.reservesCredited(),
        state.totals().reservesCredited());
  }

  private void agree(String what, long expected, long found) {
    place.require(
        expected == found, what + " (auditor's figure against the ledger's)", expected, found);
  }

  private ShardResult result() {
    int count = genesis.shardCount();
    ShardResult.ChannelEnd[] ends = new ShardResult.ChannelEnd[count];
    for (int peer = 0; peer < count; peer++) {
      ends[peer] =
          new ShardResult.ChannelEnd(
              state.channels().sealedMark(peer),
              state.channels().incomingMark(peer),
              state.channels().incomingHash(peer).clone(),
              state.channels().received(peer),
              state.channels().sent(peer),
              state.channels().stop(peer));
    }
    long records = place.number();
    long index = place.index();
    long circulating = circulating();
    long issued = state.totals().issued();
    long redeemed = state.totals().redeemed();
    byte[] chainHash = state.totals().chainHash().clone();
    int accounts = state.accounts().size();
    LogTail tail = new LogTail(ledger, copies, sent, wanted);
    tail.extend(primary, index);
    return new ShardResult(
        primary.shard(),
        records,
        index,
        accounts,
        snapshotsChecked.size(),
        copies.size(),
        circulating,
        issued,
        redeemed,
        chainHash,
        List.of(ends),
        sent.captured(),
        tail.takenMarks(state.channels()),
        tail.entries());
  }

  private long circulating() {
    long sum = 0;
    for (AccountKind kind :
        List.of(
            AccountKind.VAULT, AccountKind.WALLET, AccountKind.MERCHANT, AccountKind.SUSPENSE)) {
      sum += state.accounts().totalOf(kind);
    }
    return sum;
  }

  private static String describe(byte[] outcome) {
    return outcome.length
        + " bytes with SHA-256 "
        + Place.hex(CopyScan.newSha256().digest(outcome));
  }
}
