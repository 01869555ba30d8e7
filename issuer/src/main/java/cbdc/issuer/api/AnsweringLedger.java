package cbdc.issuer.api;

import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.ShardSupply;
import cbdc.protocol.Approval;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The ledger, whose silence can be told from a fault of our own. */
record AnsweringLedger(LedgerPort ledger) implements LedgerPort {
  @Override
  public int shardCount() {
    return ledger.shardCount();
  }

  @Override
  public CompletionStage<Registry> registry(int bank) {
    return answered(ledger.registry(bank));
  }

  @Override
  public CompletionStage<ShardSupply> supply(int shard) {
    return answered(ledger.supply(shard));
  }

  @Override
  public CompletionStage<Outcome> submit(CommandId id, byte[] order, List<Approval> approvals) {
    return answered(ledger.submit(id, order, approvals));
  }

  @Override
  public CompletionStage<Outcome> ask(CommandId id) {
    return answered(ledger.ask(id));
  }

  private static <T> CompletionStage<T> answered(CompletionStage<T> stage) {
    return stage.exceptionallyCompose(
        failure ->
            CompletableFuture.failedStage(
                new LedgerSilent(
                    failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure)));
  }
}
