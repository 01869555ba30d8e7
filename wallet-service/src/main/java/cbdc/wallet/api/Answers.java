package cbdc.wallet.api;

import cbdc.kit.http.HttpProblem;
import cbdc.kit.http.Problem;
import cbdc.kit.http.ProblemException;
import cbdc.kit.http.Reply;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.wallet.core.Execution;
import cbdc.wallet.core.Page;
import cbdc.wallet.core.ReadRefused;
import cbdc.wallet.core.StoreUnavailable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** From what core says to what HTTP says. */
final class Answers {
  private Answers() {}

  /** What to answer where the ledger executed the command, and where nobody knows yet. */
  interface Executed {
    /** What the request calls the accounts. */
    default Sides sides() {
      return Sides.OF_PAYMENT;
    }

    /** Settled. */
    Reply settled(CommandId id);

    /** Nobody knows yet. */
    Reply pending(CommandId id);
  }

  /**
   * What a request calls the accounts that a refusal may be about.
   *
   * @param payer whose money or state it is
   * @param payee who receives
   * @param chosen the one that need not be the caller's own
   */
  record Sides(String payer, String payee, String chosen) {
    static final Sides OF_PAYMENT = new Sides("payer", "payee", "payee");
    static final Sides OF_CAPTURE = new Sides("payer", "payee", "payer");
    static final Sides OF_ACCOUNT = new Sides("account", "account", "account");
    static final Sides OF_REFUND = new Sides("payment", "payment", "payment");
  }

  static Reply of(Execution execution, Executed executed) {
    return switch (execution) {
      case Execution.Ended ended -> of(ended.id(), ended.outcome(), executed);
      case Execution.Unknown unknown -> executed.pending(unknown.id());
      case Execution.Expired expired ->
          throw LedgerProblem.expired(expired.id().toString()).toException();
      case Execution.NotYetTold notYet ->
          throw Problem.of(WalletProblem.PROJECTION_BEHIND)
              .with("payment", notYet.id().toString())
              .toException();
    };
  }

  private static Reply of(CommandId id, Outcome outcome, Executed executed) {
    return switch (outcome) {
      case Outcome.Settled settled -> executed.settled(id);
      case Outcome.Pending pending -> executed.pending(id);
      case Outcome.Returned returned ->
          throw LedgerProblem.of(returned.code(), executed.sides())
              .detail("the payment came back to the payer")
              .with("payment", id.toString())
              .toException();
      case Outcome.Rejected rejected ->
          throw LedgerProblem.of(rejected, executed.sides())
              .with("payment", id.toString())
              .toException();
      case Outcome.Cancelled cancelled ->
          throw LedgerProblem.cancelled().with("payment", id.toString()).toException();
    };
  }

  /** A stage of core as a reply; its failures as problems. */
  static <T> Future<Reply> reply(CompletionStage<T> stage, Function<T, Reply> answer) {
    return Future.fromCompletionStage(stage)
        .transform(
            done ->
                done.succeeded()
                    ? Future.succeededFuture(answer.apply(done.result()))
                    : Future.failedFuture(problem(done.cause())));
  }

  private static Throwable problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case ProblemException problem -> problem;
      case StoreUnavailable away ->
          Problem.of(HttpProblem.DATABASE_UNAVAILABLE)
              .retryAfter(Duration.ofSeconds(2))
              .toException();
      case ReadRefused refused -> LedgerProblem.ofRead(refused.code()).toException();
      case Page.CursorInvalid invalid ->
          Problem.of(WalletProblem.CURSOR_INVALID).field("cursor").toException();
      default -> cause;
    };
  }

  static Reply json(int status, JsonObject body) {
    return Reply.json(status, body);
  }
}
