package cbdc.issuer.client;

import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.ShardSupply;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Approval;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.ReadPayload.Registry;
import cbdc.settlement.client.OutcomeUnknown;
import cbdc.settlement.client.ReadResult;
import cbdc.settlement.client.SettlementClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The ledger as the settlement client reaches it, acting for the issuer (bank 0). Closes nothing:
 * the client has its owner.
 */
public final class SettlementLedger implements LedgerPort {
  private static final long ORDERS_ACCOUNT = AccountNumber.reserve(0);

  private final SettlementClient client;
  private final int shardCount;

  /**
   * A view on a client whose identity is bank 0.
   *
   * @param shardCount as the client's cluster view says it
   */
  public SettlementLedger(SettlementClient client, int shardCount) {
    this.client = client;
    this.shardCount = shardCount;
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public CompletionStage<Registry> registry(int bank) {
    return client.registry(bank).thenApply(ReadResult::value);
  }

  @Override
  public CompletionStage<ShardSupply> supply(int shard) {
    return client
        .supply(shard)
        .thenApply(read -> new ShardSupply(shard, read.term(), read.index(), read.value()));
  }

  @Override
  public CompletionStage<Outcome> submit(CommandId id, byte[] order, List<Approval> approvals) {
    return known(client.submit(new SubmitOrder(id, order, approvals)));
  }

  @Override
  public CompletionStage<Outcome> ask(CommandId id) {
    return known(client.askById(id, ORDERS_ACCOUNT));
  }

  /** Not to know an outcome is a value here. */
  private static CompletionStage<Outcome> known(CompletionStage<Outcome> outcome) {
    return outcome.exceptionallyCompose(
        failure -> {
          Throwable cause =
              failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
          return cause instanceof OutcomeUnknown
              ? CompletableFuture.completedStage(
                  new Outcome.Rejected(RejectionCode.DEADLINE_PASSED))
              : CompletableFuture.failedStage(failure);
        });
  }
}
