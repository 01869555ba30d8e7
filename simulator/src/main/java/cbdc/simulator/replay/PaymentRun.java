package cbdc.simulator.replay;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.client.OutcomeUnknown;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One command until its outcome is known for certain: refused before proposing, it is sent again;
 * with an unknown outcome, the ledger is asked; cancelled by asking, it is sent again under a new
 * id.
 */
final class PaymentRun {
  private static final long PAUSE_MILLIS = 50;
  private static final int ATTEMPTS_MAX = 1_200;

  private final ReplayLedger ledger;
  private final int bank;
  private final Supplier<Command> command;
  private final ScheduledExecutorService executor;
  private final Set<RejectionCode> passing;
  private final CompletableFuture<Outcome> result = new CompletableFuture<>();
  private int attempts;

  private PaymentRun(
      ReplayLedger ledger,
      int bank,
      Supplier<Command> command,
      ScheduledExecutorService executor,
      Set<RejectionCode> passing) {
    this.ledger = ledger;
    this.bank = bank;
    this.command = command;
    this.executor = executor;
    this.passing = passing;
  }

  /**
   * Starts; completes on the executor with an outcome that is neither pending, cancelled nor
   * retryable.
   *
   * @param command makes the command with a new id each time it is called
   */
  static CompletableFuture<Outcome> start(
      ReplayLedger ledger, int bank, Supplier<Command> command, ScheduledExecutorService executor) {
    return start(ledger, bank, command, executor, Set.of());
  }

  /**
   * The same, also sending again after refusals that pass by themselves.
   *
   * @param passing the codes of such refusals
   */
  static CompletableFuture<Outcome> start(
      ReplayLedger ledger,
      int bank,
      Supplier<Command> command,
      ScheduledExecutorService executor,
      Set<RejectionCode> passing) {
    PaymentRun run = new PaymentRun(ledger, bank, command, executor, passing);
    run.send();
    return run.result;
  }

  private void send() {
    Command sent = command.get();
    await(sent, ledger.submit(bank, sent));
  }

  private void ask(Command sent) {
    await(sent, ledger.ask(bank, sent.id(), sent.routingAccount()));
  }

  private void await(Command sent, CompletionStage<Outcome> answer) {
    Failures.into(
        result,
        answer.handleAsync(
            (outcome, failure) -> {
              answered(sent, outcome, failure);
              return sent;
            },
            executor));
  }

  private void answered(Command sent, Outcome outcome, Throwable failure) {
    if (failure != null) {
      Throwable cause = Failures.cause(failure);
      if (cause instanceof OutcomeUnknown) {
        again(() -> ask(sent), cause.getMessage());
      } else {
        result.completeExceptionally(cause);
      }
      return;
    }
    switch (outcome) {
      case Outcome.Settled settled -> result.complete(settled);
      case Outcome.Returned returned -> result.complete(returned);
      case Outcome.Cancelled cancelled -> again(this::send, cancelled.toString());
      case Outcome.Pending pending -> again(() -> ask(sent), pending.toString());
      case Outcome.Rejected rejected -> {
        if (rejected.code() == RejectionCode.DEADLINE_PASSED) {
          again(() -> ask(sent), rejected.toString());
        } else if (rejected.code().isRetryable() || passing.contains(rejected.code())) {
          again(this::send, rejected.toString());
        } else {
          result.complete(rejected);
        }
      }
    }
  }

  private void again(Runnable step, String why) {
    if (++attempts >= ATTEMPTS_MAX) {
      result.completeExceptionally(
          new IllegalStateException("no outcome after " + attempts + " attempts: " + why));
      return;
    }
    Executor later =
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor);
    Failures.into(result, CompletableFuture.runAsync(step, later));
  }
}
