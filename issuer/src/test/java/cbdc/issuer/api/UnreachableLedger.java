package cbdc.issuer.api;

import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.ShardSupply;
import cbdc.protocol.Approval;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A ledger of which nothing is heard but this. */
record UnreachableLedger(CompletableFuture<?> said) implements LedgerPort {
  @Override
  public int shardCount() {
    return 2;
  }

  @SuppressWarnings("unchecked") // It never completes with a value.
  private <T> CompletionStage<T> heard() {
    return (CompletionStage<T>) said;
  }

  @Override
  public CompletionStage<Registry> registry(int bank) {
    return heard();
  }

  @Override
  public CompletionStage<ShardSupply> supply(int shard) {
    return heard();
  }

  @Override
  public CompletionStage<Outcome> submit(CommandId id, byte[] order, List<Approval> approvals) {
    return heard();
  }

  @Override
  public CompletionStage<Outcome> ask(CommandId id) {
    return heard();
  }
}
