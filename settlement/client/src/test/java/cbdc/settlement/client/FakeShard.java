package cbdc.settlement.client;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.CommandId;
import cbdc.protocol.Fingerprint;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage.FeedBatch;
import cbdc.protocol.wire.FeedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One shard's ledger, as far as a client can tell: ids, outcomes, and a history. Written without
 * looking at the real one.
 */
final class FakeShard {
  final int shard;
  final int shardCount;
  final long windowMillis;

  /**
   * Outcomes of ids within the window; an executed payment to another shard is pending until {@link
   * #settle}.
   */
  private final Map<CommandId, Outcome> remembered = new HashMap<>();

  private final Map<CommandId, Command> contents = new HashMap<>();

  /**
   * Everything that moved money or changed an account, in order; an id twice is the fault that all
   * this is about.
   */
  final List<CommandId> executed = new ArrayList<>();

  /** Final truth for ever, which no client sees. */
  final Map<CommandId, Outcome> truth = new HashMap<>();

  final List<FeedBatch> history = new ArrayList<>();

  /** Payers' accounts are closed when their money comes back. */
  boolean returnsToSuspense;

  private List<FeedRecord> records = new ArrayList<>();
  String leader = "";
  int term = 1;
  long index;

  /** Proposals are committed in their order. */
  long lastCommitAt;

  /** So many commands find the ledger without room. */
  int overloadedNext;

  /** What everything is refused with before anyone looks at its id, or null. */
  RejectionCode refuseUnseenWith;

  /** Why questions about unknown ids are refused, or null. */
  RejectionCode refuseQuestionsWith;

  FakeShard(int shard, int shardCount, long windowMillis) {
    this.shard = shard;
    this.shardCount = shardCount;
    this.windowMillis = windowMillis;
  }

  /** An answer and whether it came from memory. */
  record Answer(Outcome outcome, boolean duplicate) {}

  List<Answer> execute(List<Command> batch, long nowMillis) {
    index++;
    remembered.entrySet().removeIf(e -> e.getValue().isFinal() && expired(e.getKey(), nowMillis));
    List<Answer> answers = new ArrayList<>(batch.size());
    for (Command command : batch) {
      answers.add(execute(command, nowMillis));
    }
    seal(nowMillis);
    return answers;
  }

  private Answer execute(Command command, long nowMillis) {
    if (refuseUnseenWith != null) {
      return new Answer(new Outcome.Rejected(refuseUnseenWith), false);
    }
    Outcome known = remembered.get(command.id());
    if (known != null && isForAnother(command)) {
      return new Answer(new Outcome.Rejected(RejectionCode.ID_REUSED), false);
    }
    if (known != null) {
      return new Answer(known, true);
    }
    if (command.id().timeMillis() > nowMillis + 10_000) {
      return new Answer(new Outcome.Rejected(RejectionCode.ID_IN_FUTURE), false);
    }
    if (expired(command.id(), nowMillis)) {
      return new Answer(new Outcome.Rejected(RejectionCode.ID_EXPIRED), false);
    }
    if (overloadedNext > 0) {
      overloadedNext--;
      return new Answer(new Outcome.Rejected(RejectionCode.OVERLOADED), false);
    }
    if (command instanceof AskOutcome && refuseQuestionsWith != null) {
      return new Answer(new Outcome.Rejected(refuseQuestionsWith), false);
    }
    Outcome outcome = decide(command);
    remembered.put(command.id(), outcome);
    truth.put(command.id(), outcome);
    contents.put(command.id(), command);
    record(command, outcome);
    if (outcome instanceof Outcome.Settled || outcome instanceof Outcome.Pending) {
      executed.add(command.id());
    }
    return new Answer(outcome, false);
  }

  private boolean isForAnother(Command command) {
    Command content = contents.get(command.id());
    if (content instanceof AskOutcome) {
      return false;
    }
    return command instanceof AskOutcome question
        ? !question.isAbout(Fingerprint.of(ClientFixture.BANK, content))
        : !command.equals(content);
  }

  private Outcome decide(Command command) {
    if (command instanceof AskOutcome) {
      return Outcome.Cancelled.INSTANCE;
    }
    if (command instanceof Pay pay) {
      if (pay.amount() <= 0) {
        return new Outcome.Rejected(RejectionCode.AMOUNT_NOT_POSITIVE);
      }
      return AccountNumber.shard(pay.payee(), shardCount) == shard
          ? Outcome.Settled.INSTANCE
          : Outcome.Pending.INSTANCE;
    }
    return Outcome.Settled.INSTANCE;
  }

  private void record(Command command, Outcome outcome) {
    FeedKind kind =
        switch (outcome) {
          case Outcome.Settled o -> FeedKind.PAID;
          case Outcome.Pending o -> FeedKind.SENT;
          case Outcome.Rejected o -> FeedKind.DECLINED;
          case Outcome.Cancelled o -> FeedKind.CANCELLED;
          case Outcome.Returned o -> FeedKind.RETURNED;
        };
    int value = outcome instanceof Outcome.Rejected r ? r.code().number() : 0;
    long payee = command instanceof Pay pay ? pay.payee() : 0;
    long amount = command instanceof Pay pay ? Math.max(0, pay.amount()) : 1;
    records.add(new FeedRecord(kind, command.id(), command.routingAccount(), payee, amount, value));
  }

  /** The other shard has answered. */
  void settle(CommandId id, Outcome outcome, long nowMillis) {
    remembered.put(id, outcome);
    truth.put(id, outcome);
    int value = outcome instanceof Outcome.Returned r ? r.code().number() : 0;
    FeedKind comesBack = returnsToSuspense ? FeedKind.TO_SUSPENSE : FeedKind.RETURNED;
    FeedKind kind = value == 0 ? FeedKind.SETTLED : comesBack;
    records.add(
        new FeedRecord(
            kind, id, AccountNumber.of(1, AccountNumber.FIRST_CUSTOMER_SERIAL), 0, 1, value));
    seal(nowMillis);
  }

  void seal(long nowMillis) {
    history.add(new FeedBatch(history.size() + 1, nowMillis, records));
    records = new ArrayList<>();
  }

  private boolean expired(CommandId id, long nowMillis) {
    return id.timeMillis() + windowMillis < nowMillis;
  }
}
