package cbdc.wallet.core;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives payments back. The amount is set aside in the database under a lock on the payment before
 * the ledger is asked, and freed only when it is certain that it was not paid: so the sum of
 * refunds stays within the payment, whatever races and whatever crashes.
 */
public final class Refunds {
  /** How often a payment that the projection does not know yet is looked for again. */
  private static final int LOOKS_MAX = 20;

  private static final long BETWEEN_LOOKS_MILLIS = 50;

  /** Only the end of a payment this young can have been answered before the projection has it. */
  private static final long YOUNG_MILLIS = 60_000;

  private final Ledger ledger;
  private final RefundBook book;
  private final Histories histories;
  private final Executor executor;
  private final LongSupplier wallMillis;

  /**
   * Refunds.
   *
   * @param wallMillis Unix time in milliseconds
   */
  public Refunds(
      Ledger ledger,
      RefundBook book,
      Histories histories,
      Executor executor,
      LongSupplier wallMillis) {
    this.ledger = ledger;
    this.book = book;
    this.histories = histories;
    this.executor = executor;
    this.wallMillis = wallMillis;
  }

  /** How a refund ended. */
  public sealed interface Result {
    /** The ledger was asked. */
    record Asked(RefundBook.Refund refund, Execution execution) implements Result {}

    /** Nothing was set aside. */
    record Refused(RefundBook.Reservation reservation) implements Result {}

    /** The merchant received no such payment. */
    record PaymentUnknown() implements Result {}

    /** The projection is behind: the payment, or its end, may appear any moment. */
    record NotYetTold() implements Result {}
  }

  /**
   * Gives an amount of a payment back.
   *
   * @param payment id of the payment
   * @param amount minor units, at least 1
   */
  public CompletionStage<Result> refund(
      Caller.Merchant merchant, String key, CommandId payment, long amount, String note) {
    return look(payment, merchant.account())
        .thenCompose(
            looked ->
                looked.isCertain() && looked.found().isPresent()
                    ? executor
                        .idOf(merchant, key)
                        .thenCompose(id -> reserve(id, looked.found().get(), amount, note))
                    : CompletableFuture.completedFuture(
                        looked.isCertain()
                            ? new Result.PaymentUnknown()
                            : new Result.NotYetTold()));
  }

  /**
   * What was found.
   *
   * @param isCertain false while the payment, or its end, may still be on its way into the
   *     projection
   */
  private record Looked(Optional<PaymentRecord> found, boolean isCertain) {}

  private boolean isYoung(CommandId payment) {
    long age = wallMillis.getAsLong() - payment.timeMillis();
    return age > -YOUNG_MILLIS && age < YOUNG_MILLIS;
  }

  /**
   * Looks for a payment that the merchant received. One that is missing is looked for until the
   * projection has come as far as the ledger is now: what is missing then was never received. A
   * young one that is pending is looked at again: its end may have been answered already.
   */
  private CompletionStage<Looked> look(CommandId payment, long merchant) {
    return received(payment, merchant)
        .thenCompose(
            found ->
                hasEnded(found) || (found.isPresent() && !isYoung(payment))
                    ? CompletableFuture.completedFuture(new Looked(found, true))
                    : ledger
                        .balance(merchant)
                        .thenCompose(now -> lookAgain(payment, merchant, now, 1)));
  }

  private CompletionStage<Looked> lookAgain(
      CommandId payment, long merchant, Ledger.Read<?> now, int look) {
    boolean hasCaughtUp =
        histories.asOf().stream()
            .anyMatch(asOf -> asOf.shard() == now.shard() && asOf.index() >= now.index());
    return received(payment, merchant)
        .thenCompose(
            found -> {
              boolean isCertain = hasEnded(found) || (found.isEmpty() && hasCaughtUp);
              return isCertain || look >= LOOKS_MAX
                  ? CompletableFuture.completedFuture(new Looked(found, isCertain))
                  : later().thenCompose(then -> lookAgain(payment, merchant, now, look + 1));
            });
  }

  private static boolean hasEnded(Optional<PaymentRecord> found) {
    return found.isPresent() && found.get().status() != PaymentStatus.PENDING;
  }

  private CompletionStage<Optional<PaymentRecord>> received(CommandId payment, long merchant) {
    return histories
        .payments(payment, merchant)
        .thenApply(
            records -> records.stream().filter(record -> record.payee() == merchant).findFirst());
  }

  private static CompletableFuture<Void> later() {
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
  }

  private CompletionStage<Result> reserve(
      CommandId id, PaymentRecord payment, long amount, String note) {
    int shard = AccountNumber.shard(payment.payee(), ledger.shardCount());
    RefundBook.Refund wanted =
        new RefundBook.Refund(
            new PaymentKey(shard, id),
            payment.key(),
            payment.payee(),
            payment.payer(),
            amount,
            note);
    return book.reserve(wanted)
        .thenCompose(
            reservation ->
                reservation instanceof RefundBook.Reservation.Reserved reserved
                    ? pay(reserved.refund())
                    : CompletableFuture.completedFuture(new Result.Refused(reservation)));
  }

  private CompletionStage<Result> pay(RefundBook.Refund refund) {
    return executor
        .execute(commandOf(refund))
        .thenCompose(
            execution ->
                note(refund.key(), execution)
                    // What the ledger did is done, noted here or not; recover() notes it later.
                    .handle((noted, failure) -> new Result.Asked(refund, execution)));
  }

  private static Command commandOf(RefundBook.Refund refund) {
    return new Command.Pay(
        refund.key().id(),
        refund.merchant(),
        refund.payer(),
        refund.amount(),
        Text.of(RefundBook.endToEndId(refund.payment().id())),
        Text.of(refund.note()));
  }

  /** Notes an end; what may still be paid stays set aside. */
  private CompletionStage<Void> note(PaymentKey refund, Execution execution) {
    return switch (execution) {
      case Execution.Ended ended -> note(refund, ended.outcome());
      case Execution.Expired expired -> book.ended(refund, false);
      case Execution.Unknown unknown -> CompletableFuture.completedFuture(null);
      case Execution.NotYetTold notYet -> CompletableFuture.completedFuture(null);
    };
  }

  private CompletionStage<Void> note(PaymentKey refund, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Settled settled -> book.ended(refund, true);
      case Outcome.Returned returned -> book.ended(refund, false);
      case Outcome.Cancelled cancelled -> book.ended(refund, false);
      case Outcome.Rejected rejected when Refusals.isForGood(rejected.code()) ->
          book.ended(refund, false);
      case Outcome.Rejected uncertain -> CompletableFuture.completedFuture(null);
      case Outcome.Pending pending -> CompletableFuture.completedFuture(null);
    };
  }

  /**
   * Finds out what became of refunds that were set aside some time ago and have no end: after a
   * crash, or when the ledger did not answer. Asking cancels one that never arrived.
   *
   * @param reservedBeforeMillis leaves younger ones to the requests that they belong to
   */
  public CompletionStage<Void> recover(long reservedBeforeMillis) {
    return book.open(reservedBeforeMillis)
        .thenCompose(
            open ->
                CompletableFuture.allOf(
                    open.stream()
                        .map(this::recover)
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new)));
  }

  private CompletionStage<Void> recover(RefundBook.Refund refund) {
    return ledger
        .ask(refund.key().id(), refund.merchant())
        .handle((outcome, failure) -> failure == null ? outcome : Outcome.Pending.INSTANCE)
        .thenCompose(outcome -> note(refund.key(), outcome));
  }

  /** Refunds of a payment, oldest first. */
  public CompletionStage<List<PaymentRecord>> of(PaymentKey payment) {
    return histories.refunds(payment);
  }
}
