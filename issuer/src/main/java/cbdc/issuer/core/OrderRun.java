package cbdc.issuer.core;

import cbdc.crypto.SigningKey;
import cbdc.protocol.Approval;
import cbdc.protocol.CommandId;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One order from its number to its outcome. Whatever is unknown is asked again with the same id and
 * bytes; a new id is taken only once it is certain that the old one never executed and never will.
 */
final class OrderRun {
  /** What every run shares. */
  record Tools(
      LedgerPort ledger,
      ClusterId cluster,
      List<? extends SigningKey> keys,
      CommandIds ids,
      Clock clock,
      Executor executor,
      Issuer.Terms terms) {}

  /**
   * What is sent.
   *
   * @param doubtful an earlier sending may have been executed
   */
  private record Submission(
      CommandId id, byte[] order, List<Approval> approvals, boolean doubtful) {
    Submission doubtful(boolean now) {
      return new Submission(id, order, approvals, now);
    }
  }

  private final Tools tools;
  private final OrderDraft draft;
  private int attempts;

  OrderRun(Tools tools, OrderDraft draft) {
    this.tools = tools;
    this.draft = draft;
  }

  CompletionStage<Outcome> start() {
    return registry().thenComposeAsync(this::signAndSubmit, tools.executor());
  }

  /** Reads the registry; the last failure is the result when it cannot be read. */
  private CompletionStage<Registry> registry() {
    return tools
        .ledger()
        .registry(draft.bank())
        .exceptionallyComposeAsync(
            failure -> again() ? later(this::registry) : CompletableFuture.failedStage(failure),
            tools.executor());
  }

  private CompletionStage<Outcome> signAndSubmit(Registry registry) {
    List<? extends SigningKey> signers =
        tools.keys().stream()
            .filter(key -> registry.issuerKeys().contains(LedgerKeys.of(key.verifyingKey())))
            .limit(registry.issuerThreshold())
            .toList();
    if (signers.size() < registry.issuerThreshold()) {
      return rejected(RejectionCode.ORDER_UNDERSIGNED);
    }
    int lastValidDay =
        LedgerDay.of(tools.clock().millis(), registry.policy().utcOffsetSeconds())
            + tools.terms().validDays();
    Order order = draft.numbered(tools.cluster(), OrderNumbers.next(registry), lastValidDay);
    byte[] bytes = OrderCodec.encode(order);
    List<Approval> approvals =
        signers.stream().map(key -> OrderSigning.approve(key, bytes)).toList();
    return submit(new Submission(tools.ids().next(), bytes, approvals, false));
  }

  private CompletionStage<Outcome> submit(Submission s) {
    return tools
        .ledger()
        .submit(s.id(), s.order(), s.approvals())
        .exceptionally(failure -> new Outcome.Rejected(RejectionCode.DEADLINE_PASSED))
        .thenComposeAsync(outcome -> answered(s, outcome), tools.executor());
  }

  private CompletionStage<Outcome> answered(Submission s, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Settled settled -> CompletableFuture.completedStage(outcome);
      case Outcome.Returned returned -> CompletableFuture.completedStage(outcome);
      case Outcome.Pending pending -> resubmit(s, RejectionCode.DEADLINE_PASSED);
      case Outcome.Cancelled cancelled -> startAgain();
      case Outcome.Rejected rejected -> refused(s, rejected);
    };
  }

  private CompletionStage<Outcome> refused(Submission s, Outcome.Rejected rejected) {
    RejectionCode code = rejected.code();
    if (code.isRetryable()) {
      return resubmit(s, code);
    }
    return switch (code) {
      // Somebody else took the number between our reading and our submitting.
      case ORDER_OUT_OF_SEQUENCE -> again() ? start() : CompletableFuture.completedStage(rejected);
      case ID_EXPIRED -> settleByHistory(s);
      default ->
          s.doubtful() && !SentOrders.isEndedBy(code)
              ? settleByHistory(s)
              : CompletableFuture.completedStage(rejected);
    };
  }

  private CompletionStage<Outcome> resubmit(Submission s, RejectionCode code) {
    return again() ? later(() -> submit(s.doubtful(true))) : rejected(code);
  }

  /**
   * The ledger has forgotten the id, or refuses the caller: what became of the order is to be had
   * by asking only.
   */
  private CompletionStage<Outcome> settleByHistory(Submission s) {
    return tools
        .ledger()
        .ask(s.id())
        .exceptionally(failure -> new Outcome.Rejected(RejectionCode.DEADLINE_PASSED))
        .thenComposeAsync(outcome -> asked(s, outcome), tools.executor());
  }

  private CompletionStage<Outcome> asked(Submission s, Outcome outcome) {
    if (SentOrders.isAnswer(outcome)) {
      return answered(s.doubtful(false), outcome);
    }
    return again() ? later(() -> settleByHistory(s)) : rejected(RejectionCode.DEADLINE_PASSED);
  }

  private CompletionStage<Outcome> startAgain() {
    return again() ? start() : rejected(RejectionCode.DEADLINE_PASSED);
  }

  private boolean again() {
    attempts++;
    return attempts < tools.terms().attemptsMax();
  }

  private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> step) {
    // Not a delayed executor: that one loses a task which its executor refuses after the pause.
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, tools.terms().pauseMillis(), TimeUnit.MILLISECONDS)
        .thenComposeAsync(over -> step.get(), tools.executor());
  }

  private static CompletionStage<Outcome> rejected(RejectionCode code) {
    return CompletableFuture.completedStage(new Outcome.Rejected(code));
  }
}
