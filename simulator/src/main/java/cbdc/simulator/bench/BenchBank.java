package cbdc.simulator.bench;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
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
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ProgressBar;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** One bank with funded wallets on a running cluster, made by signed orders like any other. */
final class BenchBank implements AutoCloseable {
  static final int BANK = 1;
  private static final int WINDOW = 60_000;
  private static final int SEEDS_MAX = 10_000;
  private static final long ORDER_SECONDS = 60;
  private static final long READ_SECONDS = 60;
  private static final long FUNDS_PER_WALLET = 1_000_000;
  private static final SigningKey ISSUER_KEY =
      KeyGeneration.forTest(SignatureSuite.ED25519, "bench issuer");
  private static final LocalSigningKey BANK_KEY =
      KeyGeneration.forTest(SignatureSuite.ED25519, "bench bank");

  /**
   * Wallets, and how long it took to have them.
   *
   * @param accounts all open and funded
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; ten million boxed numbers would be
  record Opening(long[] accounts, double openSeconds, double fundSeconds) {}

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

  /**
   * Genesis of a cluster for benchmarks: one issuer key, a class without limits for merchants, and
   * one for people that counts limits which nobody reaches.
   */
  static LedgerGenesis genesis(int shards) {
    SecureRandom random = new SecureRandom();
    LimitPolicy.ClassLimits free =
        new LimitPolicy.ClassLimits(
            0, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE);
    LimitPolicy.ClassLimits counted =
        new LimitPolicy.ClassLimits(
            1, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
    return new GenesisBuilder()
        .cluster(new ClusterId(random.nextLong(), random.nextLong()))
        .shardCount(shards)
        .issuer(1, List.of(publicKey(ISSUER_KEY)))
        .policy(new LimitPolicy(0, List.of(free, counted)))
        .build();
  }

  SettlementClient client() {
    return client;
  }

  /**
   * Admits the bank, fills its vault, opens and funds wallets, all through the client.
   *
   * <p>The vault funds some, and those fund the rest: one shard holds all vaults and remembers only
   * so many ids at a time, so paying ten million wallets from there would wait for ids to be
   * forgotten.
   */
  Opening prepare(LedgerGenesis genesis, int wallets) throws InterruptedException {
    int seeds = Math.min(wallets, SEEDS_MAX);
    long perSeed = FUNDS_PER_WALLET * ((wallets + seeds - 1) / seeds);
    admit(genesis, seeds * perSeed);
    long[] accounts = new long[wallets];
    for (int i = 0; i < wallets; i++) {
      accounts[i] = AccountNumber.of(BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
    }
    long began = System.nanoTime();
    inParallel(
        "opening",
        0,
        wallets,
        i -> new Command.OpenAccount(next(), accounts[i], AccountKind.WALLET, 1));
    double openSeconds = (System.nanoTime() - began) / 1e9;
    began = System.nanoTime();
    long vault = AccountNumber.vault(BANK);
    inParallel("funding", 0, seeds, i -> pay(vault, accounts[i], perSeed));
    inParallel(
        "funding", seeds, wallets, i -> pay(accounts[i % seeds], accounts[i], FUNDS_PER_WALLET));
    double fundSeconds = (System.nanoTime() - began) / 1e9;
    return new Opening(accounts, openSeconds, fundSeconds);
  }

  private Command pay(long payer, long payee, long amount) {
    return new Command.Pay(next(), payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  /**
   * Asks every shard how it stands: it answers from its leader, after everything committed before.
   *
   * @throws CommandFailure when one does not answer in time
   */
  void readEveryShard(int shards) throws InterruptedException {
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      reads.add(client.shardStatus(shard).toCompletableFuture());
    }
    try {
      CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
          .get(READ_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw CommandFailure.failed("not every shard answers a read: " + e, e);
    }
  }

  /** Available money of an account, minor units. */
  long balance(long account) throws InterruptedException {
    try {
      return client
          .balance(account)
          .toCompletableFuture()
          .get(READ_SECONDS, TimeUnit.SECONDS)
          .value()
          .available();
    } catch (ExecutionException | TimeoutException e) {
      throw CommandFailure.failed("the balance of an account cannot be read: " + e, e);
    }
  }

  /** The bank's key: who has it sends the bank's batches. */
  static LocalSigningKey key() {
    return BANK_KEY;
  }

  /**
   * Admits the bank and fills its vault by signed orders.
   *
   * @param funds minor units
   */
  void admit(LedgerGenesis genesis, long funds) throws InterruptedException {
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

  private void inParallel(String label, int from, int to, IntFunction<Command> command)
      throws InterruptedException {
    if (from == to) {
      return;
    }
    Window window = new Window(WINDOW);
    AtomicReference<String> failure = new AtomicReference<>();
    try (ProgressBar bar = ProgressBar.onStandardError(label, "accounts", from, to)) {
      for (int i = from; i < to && failure.get() == null; i++) {
        window.enter();
        client
            .submit(command.apply(i))
            .whenComplete(
                (outcome, thrown) -> {
                  if (outcome instanceof Outcome.Settled) {
                    bar.advance(1);
                  } else {
                    failure.set(String.valueOf(thrown == null ? outcome : thrown));
                  }
                  window.leave();
                });
      }
      window.awaitEmpty();
    }
    if (failure.get() != null) {
      throw CommandFailure.failed(label + " accounts: one ended as " + failure.get());
    }
  }

  private static void require(CompletionStage<Outcome> outcome) throws InterruptedException {
    Outcome ended;
    try {
      ended = outcome.toCompletableFuture().get(ORDER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw CommandFailure.failed("an order of the benchmark's issuer failed: " + e, e);
    }
    if (!(ended instanceof Outcome.Settled)) {
      throw CommandFailure.failed("an order of the benchmark's issuer ended as " + ended);
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
