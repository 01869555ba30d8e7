package cbdc.simulator.replay;

import cbdc.crypto.SigningKey;
import cbdc.issuer.client.SettlementLedger;
import cbdc.issuer.core.LedgerPort;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.Query;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.ReadResult;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.ThreadEventLoop;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.system.SystemDirectory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The ledger of a running cluster: one settlement client for each bank, all on one connection and
 * one event loop.
 */
final class ClusterLedger implements ReplayLedger, AutoCloseable {
  private static final long CONNECT_SECONDS = 60;
  private static final int FEED_PAGE_BYTES = 1 << 20;

  private final ThreadEventLoop loop = new ThreadEventLoop("replay-clients");
  private final HazelcastTransport transport;
  private final CommandIds ids = new CommandIds();
  private final SystemDirectory directory;
  private final Map<Integer, SettlementClient> clients = new HashMap<>();
  private final SettlementClient issuerClient;
  private final int shardCount;

  /**
   * Connects, and waits until a node answered.
   *
   * @param directory where the keys are that each bank, and the issuer, signs with
   */
  ClusterLedger(SettlementCluster nodes, SystemDirectory directory) throws InterruptedException {
    this.directory = directory;
    transport =
        new HazelcastTransport(
            new TransportConfig(nodes.clusterName(), "replay", nodes.addresses()), loop::execute);
    issuerClient = client(0);
    try {
      shardCount =
          issuerClient
              .cluster()
              .toCompletableFuture()
              .get(CONNECT_SECONDS, TimeUnit.SECONDS)
              .shardCount();
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw CommandFailure.failed(
          "no settlement node answered within " + CONNECT_SECONDS + " s", e);
    }
  }

  private SettlementClient client(int bank) {
    synchronized (clients) {
      return clients.computeIfAbsent(
          bank,
          ignored ->
              new SettlementClient(
                  SettlementClientConfig.defaults(),
                  new ClientIdentity(bank, keyOf(bank), directory.cluster()),
                  transport,
                  loop));
    }
  }

  private SigningKey keyOf(int bank) {
    return bank == 0 ? directory.issuerKeys().getFirst() : directory.bankKey(bank);
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public boolean answersRepetitions() {
    return false;
  }

  @Override
  public CommandId newId() {
    return ids.next();
  }

  @Override
  public CompletionStage<Outcome> submit(int bank, Command command) {
    return client(bank).submit(command);
  }

  @Override
  public CompletionStage<Outcome> ask(int bank, CommandId id, long account) {
    return client(bank).askById(id, account);
  }

  @Override
  public CompletionStage<Long> balance(long account) {
    return client(AccountNumber.bank(account))
        .balance(account)
        .thenApply(read -> read.value().available());
  }

  @Override
  public CompletionStage<FeedPage> feed(int bank, int shard, long fromBatch) {
    return client(bank)
        .read(new Query.OfFeed(shard, fromBatch, FEED_PAGE_BYTES), FeedPage.class)
        .thenApply(ReadResult::value);
  }

  @Override
  public LedgerPort issuer() {
    return new SettlementLedger(issuerClient, shardCount);
  }

  @Override
  public void close() {
    synchronized (clients) {
      clients.values().forEach(SettlementClient::close);
    }
    transport.close();
    loop.close();
  }
}
