package cbdc.issuer.core;

import cbdc.crypto.SigningKey;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The issuer as a program uses it (replay, simulation): gives orders with keys that it holds
 * itself, so there is no maker and no checker here. Whoever holds m of the issuer's keys in one
 * process can do everything that the issuer can; for people there is {@link OrderDesk}.
 *
 * <p>Orders of one bank (system orders: bank 0) are executed one after another in the order of the
 * calls; those of different banks side by side. Safe for use by several threads. Nothing blocks.
 */
public final class Issuer {
  /**
   * How orders are written and how long one is pursued.
   *
   * @param validDays how many days after today an order stays valid
   * @param attemptsMax how often one step is tried where nothing was learnt, or a number was taken
   *     by somebody else, before giving up
   * @param pauseMillis wait between two tries of a step where nothing was learnt
   */
  public record Terms(int validDays, int attemptsMax, long pauseMillis) {
    /** Valid until tomorrow; pursued for a minute and longer. */
    public static final Terms DEFAULT = new Terms(1, 120, 500);
  }

  private final OrderRun.Tools tools;
  private final Map<Integer, CompletableFuture<Outcome>> lastOfBank = new HashMap<>();

  /**
   * An issuer of one cluster.
   *
   * @param keys at least as many of the issuer's keys as must sign
   * @param clock tells the day, for the orders' last valid day
   * @param executor runs what the ledger's answers start: reading, signing
   */
  public Issuer(
      LedgerPort ledger,
      ClusterId cluster,
      List<? extends SigningKey> keys,
      CommandIds ids,
      Clock clock,
      Executor executor,
      Terms terms) {
    tools = new OrderRun.Tools(ledger, cluster, List.copyOf(keys), ids, clock, executor, terms);
  }

  /**
   * Numbers, signs and submits an order, and pursues it to its outcome.
   *
   * @return {@code Settled}, {@code Returned} by the account's shard, or {@code Rejected}: by the
   *     ledger; with {@code ORDER_INVALID} or {@code ORDER_UNDERSIGNED} before anything was sent;
   *     with a retryable code when giving up (after {@code DEADLINE_PASSED} the order may have been
   *     executed; its number tells). Fails when the ledger could not be read at all, or when the
   *     executor refuses a task: then too it may have been executed.
   */
  public CompletionStage<Outcome> execute(OrderDraft draft) {
    if (OrderChecks.faultIn(draft.content(), tools.ledger().shardCount()).isPresent()) {
      return CompletableFuture.completedStage(new Outcome.Rejected(RejectionCode.ORDER_INVALID));
    }
    CompletableFuture<Outcome> result = new CompletableFuture<>();
    CompletableFuture<Outcome> previous;
    synchronized (lastOfBank) {
      previous = lastOfBank.put(draft.bank(), result);
    }
    CompletionStage<?> turn = previous == null ? CompletableFuture.completedStage(null) : previous;
    turn.handle((before, failure) -> null)
        .thenComposeAsync(free -> new OrderRun(tools, draft).start(), tools.executor())
        .whenComplete((outcome, failure) -> end(draft, result, outcome, failure));
    return result.minimalCompletionStage();
  }

  private void end(
      OrderDraft draft, CompletableFuture<Outcome> result, Outcome outcome, Throwable failure) {
    synchronized (lastOfBank) {
      lastOfBank.remove(draft.bank(), result);
    }
    if (failure == null) {
      result.complete(outcome);
    } else {
      result.completeExceptionally(failure);
    }
  }
}
