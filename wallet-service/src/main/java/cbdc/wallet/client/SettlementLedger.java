package cbdc.wallet.client;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadPayload;
import cbdc.protocol.wire.ReadPayload.AccountState;
import cbdc.protocol.wire.ReadPayload.Balance;
import cbdc.settlement.client.OutcomeUnknown;
import cbdc.settlement.client.ReadFailed;
import cbdc.settlement.client.ReadResult;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClient.ClusterView;
import cbdc.wallet.core.Ledger;
import cbdc.wallet.core.LedgerFeed;
import cbdc.wallet.core.OutcomeNotKnown;
import cbdc.wallet.core.ReadRefused;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A bank's ledger over a settlement client that has heard from its cluster. */
public final class SettlementLedger implements Ledger, LedgerFeed {
  private static final int FEED_PAGE_BYTES = 1 << 20;

  private final int bank;
  private final SettlementClient client;
  private final ClusterView cluster;

  /**
   * A ledger.
   *
   * @param client closed by its owner
   * @param cluster what the client has heard
   */
  public SettlementLedger(int bank, SettlementClient client, ClusterView cluster) {
    this.bank = bank;
    this.client = client;
    this.cluster = cluster;
  }

  @Override
  public int bank() {
    return bank;
  }

  @Override
  public UUID cluster() {
    return cluster.id();
  }

  @Override
  public int shardCount() {
    return cluster.shardCount();
  }

  @Override
  public long idWindowMillis() {
    return cluster.idWindowMillis();
  }

  @Override
  public CompletionStage<Outcome> submit(Command command) {
    return told(client.submit(command));
  }

  @Override
  public CompletionStage<Outcome> ask(CommandId id, long account) {
    return told(client.askById(id, account));
  }

  @Override
  public CompletionStage<Ledger.Read<Balance>> balance(long account) {
    return read(client.balance(account));
  }

  @Override
  public CompletionStage<Ledger.Read<AccountState>> account(long account) {
    return read(client.account(account));
  }

  @Override
  public CompletionStage<LedgerFeed.Read> read(int shard, long fromNumber) {
    return client
        .read(new Query.OfFeed(shard, fromNumber, FEED_PAGE_BYTES), FeedPage.class)
        .thenApply(page -> new LedgerFeed.Read(page.index(), page.value()));
  }

  private static CompletionStage<Outcome> told(CompletionStage<Outcome> stage) {
    return stage.exceptionallyCompose(
        failure ->
            CompletableFuture.failedFuture(
                cause(failure) instanceof OutcomeUnknown unknown
                    ? new OutcomeNotKnown(unknown.getMessage())
                    : cause(failure)));
  }

  private static <P extends ReadPayload> CompletionStage<Ledger.Read<P>> read(
      CompletionStage<ReadResult<P>> stage) {
    return stage
        .thenApply(result -> new Ledger.Read<>(result.shard(), result.index(), result.value()))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    cause(failure) instanceof ReadFailed failed
                        ? new ReadRefused(failed.code())
                        : cause(failure)));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
