package cbdc.simulator.bench;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.issuer.client.SettlementLedger;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.GenesisBuilder;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.OrderDraft;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.Text;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.ThreadEventLoop;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** One bank with funded wallets on a running cluster, made by signed orders like any other. */
final class BenchBank implements AutoCloseable {
  private static final int BANK = 1;
  private static final int OPEN_MAX = 20_000;
  private static final long FUNDS_PER_WALLET = 1_000_000;
  private static final SigningKey ISSUER_KEY =
      KeyGeneration.forTest(SignatureSuite.ED25519, "bench issuer");
  private static final SigningKey BANK_KEY =
      KeyGeneration.forTest(SignatureSuite.ED25519, "bench bank");

  private final ThreadEventLoop loop = new ThreadEventLoop("bench-client");
  private final HazelcastTransport transport;
  private final SettlementClient client;
  private final CommandIds ids = new CommandIds();

  BenchBank(TransportConfig where) {
    transport = new HazelcastTransport(where, loop::execute);
    client =
        new SettlementClient(
            SettlementClientConfig.defaults(), new ClientIdentity(BANK, BANK_KEY), transport, loop);
  }

  /** Genesis of a cluster for benchmarks: one issuer key, one class that still counts limits. */
  static LedgerGenesis genesis(int shards) {
    SecureRandom random = new SecureRandom();
    LimitPolicy.ClassLimits counted =
        new LimitPolicy.ClassLimits(
            1, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
    return new GenesisBuilder()
        .cluster(new ClusterId(random.nextLong(), random.nextLong()))
        .shardCount(shards)
        .issuer(1, List.of(publicKey(ISSUER_KEY)))
        .policy(new LimitPolicy(0, List.of(counted)))
        .build();
  }

  SettlementClient client() {
    return client;
  }

  /** Admits the bank, fills its vault, opens and funds wallets. */
  long[] prepare(LedgerGenesis genesis, int wallets) throws Exception {
    admit(genesis, wallets * FUNDS_PER_WALLET);
    long[] accounts = new long[wallets];
    for (int i = 0; i < wallets; i++) {
      accounts[i] = AccountNumber.of(BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
    }
    inParallel(wallets, i -> new Command.OpenAccount(next(), accounts[i], AccountKind.WALLET, 1));
    long vault = AccountNumber.vault(BANK);
    inParallel(
        wallets,
        i -> new Command.Pay(next(), vault, accounts[i], FUNDS_PER_WALLET, Text.EMPTY, Text.EMPTY));
    return accounts;
  }

  private void admit(LedgerGenesis genesis, long funds) throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try (SettlementClient issuerClient =
        new SettlementClient(
            SettlementClientConfig.defaults(),
            new ClientIdentity(0, ISSUER_KEY),
            transport,
            loop)) {
      Issuer issuer =
          new Issuer(
              new SettlementLedger(issuerClient, genesis.shardCount()),
              new ClusterId(genesis.clusterHigh(), genesis.clusterLow()),
              List.of(ISSUER_KEY),
              cbdc.issuer.core.CommandIds.of(Clock.systemUTC(), new SecureRandom()),
              Clock.systemUTC(),
              worker,
              Issuer.Terms.DEFAULT);
      require(
          issuer.execute(
              OrderDraft.setBank(
                  BANK, BankStatus.ACTIVE, Long.MAX_VALUE, List.of(publicKey(BANK_KEY)))));
      require(issuer.execute(OrderDraft.creditReserve(BANK, funds)));
      require(issuer.execute(OrderDraft.issue(BANK, funds)));
    } finally {
      worker.shutdownNow();
    }
  }

  private void inParallel(int count, IntFunction<Command> command) throws Exception {
    Semaphore window = new Semaphore(OPEN_MAX);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    for (int i = 0; i < count && !failure.isDone(); i++) {
      window.acquire();
      client
          .submit(command.apply(i))
          .whenComplete(
              (outcome, thrown) -> {
                window.release();
                if (!(outcome instanceof Outcome.Settled)) {
                  failure.complete(
                      new IllegalStateException("preparing the benchmark: " + outcome, thrown));
                }
              });
    }
    window.acquire(OPEN_MAX);
    if (failure.isDone()) {
      throw new IllegalStateException(failure.join());
    }
  }

  private static void require(CompletionStage<Outcome> outcome) throws Exception {
    Outcome ended = outcome.toCompletableFuture().get(60, TimeUnit.SECONDS);
    if (!(ended instanceof Outcome.Settled)) {
      throw new IllegalStateException("preparing the benchmark: an order ended as " + ended);
    }
  }

  private CommandId next() {
    return ids.next();
  }

  private static PublicKey publicKey(SigningKey key) {
    return new PublicKey(key.keyId().value(), key.suite().code(), key.publicKey());
  }

  @Override
  public void close() {
    client.close();
    transport.close();
    loop.close();
  }
}
