package cbdc.wallet.core;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Opens accounts: written down first, then asked of the ledger under the same id, so that a request
 * that is repeated after any crash finds the account that it began.
 *
 * <p>Serials are random: an account number tells nothing about how many customers a bank has.
 */
public final class Openings {
  private static final int PROPOSALS_MAX = 5;

  private final Ledger ledger;
  private final AccountRegistry registry;
  private final Executor executor;
  private final LongSupplier wallMillis;
  private final RandomGenerator random = new SecureRandom();

  /**
   * Opens accounts.
   *
   * @param wallMillis Unix time in milliseconds
   */
  public Openings(
      Ledger ledger, AccountRegistry registry, Executor executor, LongSupplier wallMillis) {
    this.ledger = ledger;
    this.registry = registry;
    this.executor = executor;
    this.wallMillis = wallMillis;
  }

  /**
   * What is to be opened.
   *
   * @param kind {@code WALLET} or {@code MERCHANT}
   * @param holderReference whose it is
   */
  public record Wanted(
      AccountKind kind, int classNumber, String holderReference, List<Evidence> evidence) {
    public Wanted {
      evidence = List.copyOf(evidence);
    }

    private boolean isSameAs(AccountRecord begun) {
      return kind == begun.kind()
          && classNumber == begun.classNumber()
          && holderReference.equals(begun.holderReference())
          && evidence.equals(begun.evidence());
    }
  }

  /** How an opening ended. */
  public sealed interface Opening {
    /** The ledger was asked, now or before. */
    record Asked(AccountRecord account, Execution execution) implements Opening {}

    /** The key was used for another account. */
    record KeyReused() implements Opening {}
  }

  /** Opens an account under the caller's key. */
  public CompletionStage<Opening> open(Caller caller, String key, Wanted wanted) {
    return executor.idOf(caller, key).thenCompose(id -> open(id, wanted));
  }

  private CompletionStage<Opening> open(CommandId id, Wanted wanted) {
    return begin(id, wanted, 1)
        .thenCompose(
            begun ->
                wanted.isSameAs(begun)
                    ? ask(begun)
                    : CompletableFuture.completedFuture(new Opening.KeyReused()));
  }

  /** Proposes numbers until one is free; of 10^14 hardly any is taken. */
  private CompletionStage<AccountRecord> begin(CommandId id, Wanted wanted, int attempt) {
    return registry
        .begin(proposal(id, wanted))
        .exceptionallyCompose(
            failure -> {
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              return cause instanceof AccountRegistry.NumberTaken && attempt < PROPOSALS_MAX
                  ? begin(id, wanted, attempt + 1)
                  : CompletableFuture.failedFuture(cause);
            });
  }

  private AccountRecord proposal(CommandId id, Wanted wanted) {
    long serial =
        random.nextLong(AccountNumber.FIRST_CUSTOMER_SERIAL, AccountNumber.MAX_SERIAL + 1);
    return new AccountRecord(
        AccountNumber.of(ledger.bank(), serial),
        wanted.kind(),
        id,
        AccountRecord.State.OPENING,
        wanted.classNumber(),
        AccountStatus.ACTIVE,
        AccountStatus.ACTIVE,
        wanted.holderReference(),
        wanted.evidence(),
        wallMillis.getAsLong());
  }

  private CompletionStage<Opening> ask(AccountRecord begun) {
    if (begun.state() == AccountRecord.State.OPEN) {
      return CompletableFuture.completedFuture(
          new Opening.Asked(begun, new Execution.Ended(begun.opening(), Outcome.Settled.INSTANCE)));
    }
    Command open =
        new Command.OpenAccount(
            begun.opening(), begun.account(), begun.kind(), begun.classNumber());
    return executor.execute(open).thenCompose(execution -> note(begun, execution));
  }

  private CompletionStage<Opening> note(AccountRecord begun, Execution execution) {
    // What the ledger did is done, whether it could be noted or not: the projection notes it too.
    Opening asked = new Opening.Asked(begun, execution);
    return switch (execution) {
      case Execution.Ended ended when ended.outcome() instanceof Outcome.Settled ->
          registry.opened(begun.account(), true).handle((noted, failure) -> asked);
      // Other refusals may pass, or say nothing: the account may yet be opened under the id.
      case Execution.Ended ended
          when ended.outcome() instanceof Outcome.Rejected r && Refusals.isForGood(r.code()) ->
          registry.opened(begun.account(), false).handle((noted, failure) -> asked);
      case Execution.Expired expired ->
          registry.opened(begun.account(), false).handle((noted, failure) -> asked);
      default -> CompletableFuture.completedFuture(asked);
    };
  }
}
