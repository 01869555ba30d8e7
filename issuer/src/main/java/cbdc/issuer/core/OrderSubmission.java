package cbdc.issuer.core;

import cbdc.issuer.core.DeskAnswer.Done;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One submission of an order from the book. The command's id is noted before anything is sent;
 * whatever happens then, submitting again uses that id, or asks the ledger's history about it, and
 * so never gives the order twice.
 */
record OrderSubmission(
    OrderBook book,
    DeskRules rules,
    Clock clock,
    LedgerPort ledger,
    CommandIds ids,
    Executor executor) {

  CompletionStage<DeskAnswer> submit(OrderId id) {
    return OrderDesk.lookUp(
        book,
        id,
        (record, refusal) -> {
          if (record == null) {
            return done(refusal);
          }
          return record.progress() instanceof Progress.Sent sent
              ? sendAgain(record, sent)
              : sendFirst(record);
        });
  }

  private CompletionStage<DeskAnswer> sendFirst(OrderRecord record) {
    return ledger
        .registry(record.id().bank())
        .thenComposeAsync(
            registry -> {
              Optional<Refused> refusal =
                  rules.refusalOfSubmission(record, registry, clock.millis());
              if (refusal.isPresent()) {
                return done(refusal.get());
              }
              OrderRecord noted = record.with(new Progress.Sent(ids.next(), clock.millis()));
              return book.replace(noted)
                  ? send(noted)
                  : done(OrderDesk.changedMeanwhile(record.id()));
            },
            executor);
  }

  private CompletionStage<DeskAnswer> sendAgain(OrderRecord record, Progress.Sent sent) {
    Optional<Refused> altered = rules.refusalOfSignatures(record);
    return altered.isPresent()
        ? done(altered.get())
        : ledger
            .submit(sent.id(), record.bytes(), rules.countedApprovals(record))
            .thenComposeAsync(outcome -> answeredAgain(record, sent, outcome), executor);
  }

  private CompletionStage<DeskAnswer> answeredAgain(
      OrderRecord record, Progress.Sent sent, Outcome outcome) {
    boolean saysNothing =
        outcome instanceof Outcome.Rejected r
            && !r.code().isRetryable()
            && !SentOrders.isEndedBy(r.code());
    return saysNothing
        ? ledger.ask(sent.id()).thenApplyAsync(answer -> asked(record, answer), executor)
        : done(concluded(record, outcome));
  }

  private DeskAnswer asked(OrderRecord record, Outcome answer) {
    return answer instanceof Outcome.Rejected r && !SentOrders.isAnswer(answer)
        ? unknown(record, r.code())
        : concluded(record, answer);
  }

  private CompletionStage<DeskAnswer> send(OrderRecord record) {
    Progress.Sent sent = (Progress.Sent) record.progress();
    return ledger
        .submit(sent.id(), record.bytes(), rules.countedApprovals(record))
        .thenApplyAsync(outcome -> concluded(record, outcome), executor);
  }

  /** Notes what the ledger said. */
  private DeskAnswer concluded(OrderRecord record, Outcome outcome) {
    Progress.Sent sent = (Progress.Sent) record.progress();
    long now = clock.millis();
    return switch (outcome) {
      case Outcome.Settled o ->
          noted(record.with(new Progress.Executed(sent.id(), now)), List.of());
      case Outcome.Returned o ->
          noted(
              record.with(new Progress.Refused(sent.id(), o.code(), 0, now)),
              List.of(
                  "the number is used: the account's shard refused the order after it was numbered"));
      case Outcome.Rejected o when isUnknown(o.code()) -> unknown(record, o.code());
      case Outcome.Rejected o ->
          noted(
              record.with(new Progress.Refused(sent.id(), o.code(), o.amountLeft(), now)),
              List.of());
      case Outcome.Pending o -> unknown(record, RejectionCode.DEADLINE_PASSED);
      case Outcome.Cancelled o ->
          noted(
              record.with(new Progress.Open()),
              List.of(
                  "it never reached the ledger, and under that id it never will: submit it again"));
    };
  }

  private static boolean isUnknown(RejectionCode code) {
    return code.isRetryable()
        || code == RejectionCode.ID_EXPIRED
        || code == RejectionCode.ID_IN_FUTURE;
  }

  private static DeskAnswer unknown(OrderRecord record, RejectionCode code) {
    return new Done(
        record,
        List.of(
            "outcome not known yet ("
                + code
                + ": "
                + code.rule()
                + "): submit it again to learn it; it executes once at most"));
  }

  private DeskAnswer noted(OrderRecord next, List<String> warnings) {
    return book.replace(next) ? new Done(next, warnings) : learntElsewhere(next);
  }

  /** Somebody who submitted at the same time may have noted the same. */
  private DeskAnswer learntElsewhere(OrderRecord next) {
    return book.find(next.id()) instanceof OrderBook.Found.Present(OrderRecord now)
            && outcomeOf(now).isPresent()
            && outcomeOf(now).equals(outcomeOf(next))
        ? new Done(now)
        : OrderDesk.changedMeanwhile(next.id());
  }

  /** Under which id it ended and how, whenever that was noted; empty when it has not ended. */
  private static Optional<List<Object>> outcomeOf(OrderRecord record) {
    return switch (record.progress()) {
      case Progress.Executed executed -> Optional.of(List.of(executed.id()));
      case Progress.Refused refused -> Optional.of(List.of(refused.id(), refused.code()));
      case Progress.Open open -> Optional.empty();
      case Progress.Sent sent -> Optional.empty();
      case Progress.Withdrawn withdrawn -> Optional.empty();
    };
  }

  private static CompletionStage<DeskAnswer> done(DeskAnswer answer) {
    return CompletableFuture.completedStage(answer);
  }
}
