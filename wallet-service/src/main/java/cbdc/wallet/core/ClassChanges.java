package cbdc.wallet.core;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Changes the classes of wallets: what the holder shows is written down first, under the id by
 * which the ledger is asked. It counts once the ledger has changed the class, and is forgotten when
 * the ledger refuses.
 */
public final class ClassChanges {
  private final AccountRegistry registry;
  private final Executor executor;

  /** Changes classes. */
  public ClassChanges(AccountRegistry registry, Executor executor) {
    this.registry = registry;
    this.executor = executor;
  }

  /** How a change ended. */
  public sealed interface Change {
    /** The ledger was asked, now or before. */
    record Asked(Execution execution) implements Change {}

    /** The key was used with other evidence. */
    record KeyReused() implements Change {}

    /** The bank keeps as much evidence of this wallet as it may. */
    record EvidenceFull() implements Change {}
  }

  /**
   * Changes a class under the caller's key.
   *
   * @param account one of the bank's wallets
   * @param shown what the holder shows now
   */
  public CompletionStage<Change> change(
      Caller caller, String key, long account, int classNumber, List<Evidence> shown) {
    return executor
        .idOf(caller, key)
        .thenCompose(
            id ->
                registry
                    .keepEvidence(account, id, shown)
                    .thenCompose(
                        kept ->
                            switch (kept) {
                              case KEPT -> ask(new Command.ChangeClass(id, account, classNumber));
                              case OTHER ->
                                  CompletableFuture.completedFuture(new Change.KeyReused());
                              case FULL ->
                                  CompletableFuture.completedFuture(new Change.EvidenceFull());
                            }));
  }

  private CompletionStage<Change> ask(Command.ChangeClass change) {
    return executor
        .execute(change)
        .thenCompose(
            execution ->
                note(change, execution)
                    // What the ledger did is done; where it cannot be noted the projection tells.
                    .<Change>handle((noted, failure) -> new Change.Asked(execution)));
  }

  private CompletionStage<Void> note(Command.ChangeClass change, Execution execution) {
    Optional<Boolean> settled = settled(execution);
    CommandId id = change.id();
    return settled.isPresent()
        ? registry.evidenceAnswered(change.account(), id, settled.get())
        : CompletableFuture.completedFuture(null);
  }

  /** Whether the class was changed; empty while nobody can tell. */
  private static Optional<Boolean> settled(Execution execution) {
    return switch (execution) {
      case Execution.Ended ended when ended.outcome() instanceof Outcome.Settled ->
          Optional.of(true);
      case Execution.Ended ended
          when ended.outcome() instanceof Outcome.Rejected r && Refusals.isForGood(r.code()) ->
          Optional.of(false);
      case Execution.Ended ended when ended.outcome() instanceof Outcome.Cancelled ->
          Optional.of(false);
      case Execution.Expired expired -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
