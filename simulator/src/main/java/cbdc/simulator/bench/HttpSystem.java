package cbdc.simulator.bench;

import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.child.ChildProcess;
import cbdc.simulator.child.JvmOptions;
import cbdc.simulator.child.WalletProcess;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ProgressBar;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.WalletClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A system for a benchmark alone: one settlement node and one bank's wallet service, each a process
 * of its own on loopback, with people and merchants opened through the service's API. The service
 * keeps its own database, a process of its own too.
 */
final class HttpSystem implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String WALLET = "wallet";
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final int PEOPLE_CLASS = 1;
  private static final long FUNDS_PER_WALLET = 10_000_000;
  private static final int OPENING_AT_ONCE = 64;
  private static final long OPENING_SECONDS = 300;

  private final Path dir;
  private final Settings settings;
  private final JvmOptions options;
  private NodeProcesses nodes;
  private ChildProcess wallet;
  private HttpTarget target;

  /**
   * What to start.
   *
   * @param shards shards of the ledger
   * @param heapMib largest heap of the node, and of the wallet service
   * @param wallets people who pay
   * @param merchants who are paid
   */
  record Settings(int shards, long heapMib, int wallets, int merchants) {}

  private HttpSystem(Path dir, Settings settings) {
    this.dir = dir;
    this.settings = settings;
    this.options = JvmOptions.ofThisProcess().forProcessWithHeap(settings.heapMib());
  }

  /**
   * Starts everything and returns when people can pay.
   *
   * @param whenFailed told when a process ends by itself later on, and what became of it
   */
  static HttpSystem start(Path dir, Settings settings, Consumer<String> whenFailed)
      throws InterruptedException {
    HttpSystem system = new HttpSystem(dir, settings);
    try {
      system.startAll(whenFailed);
      return system;
    } catch (IOException e) {
      system.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | InterruptedException e) {
      try (system) {
        // What ended by itself is the reason, and names its log.
        system.requireAlive();
      }
      throw e;
    }
  }

  private void startAll(Consumer<String> whenFailed) throws IOException, InterruptedException {
    LedgerGenesis genesis = BenchBank.genesis(settings.shards());
    Path ledger = Files.createDirectory(dir.resolve("ledger"));
    nodes = NodeProcesses.start(ledger, 1, genesis, settings.heapMib(), whenFailed);
    try (BenchBank bank = new BenchBank(nodes.clients())) {
      bank.admit(genesis, settings.wallets() * FUNDS_PER_WALLET);
    }
    WalletProcess service =
        WalletProcess.prepare(
            dir,
            new WalletProcess.Bank(
                BenchBank.BANK,
                BenchBank.key(),
                new UUID(genesis.clusterHigh(), genesis.clusterLow()),
                nodes.clusterName(),
                List.of(nodes.addresses().getFirst()),
                ClientBatchCodec.MAX_COMMANDS),
            options);
    wallet = service.start();
    wallet.awaitUp(START_LIMIT);
    wallet.whenFailed(whenFailed);
    target = populate(wallet.ports().get("http"), service.operatorToken());
  }

  private HttpTarget populate(int port, String operatorToken) throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try (ApiClient http = new ApiClient(executor)) {
      WalletClient client = new WalletClient(http, "http://" + HOST + ":" + port, operatorToken);
      List<String> merchants =
          inParallel(
              "opening merchants",
              settings.merchants(),
              i -> client.openMerchant("merchant-" + i, "Shop " + i).thenApply(ok("account")));
      List<HttpTarget.Wallet> wallets =
          inParallel("opening wallets", settings.wallets(), i -> wallet(client, i));
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new HttpTarget(
          List.of(new HttpTarget.Bank(BenchBank.BANK, address, wallets)), merchants);
    } finally {
      executor.shutdownNow();
    }
  }

  private static CompletableFuture<HttpTarget.Wallet> wallet(WalletClient client, int number) {
    return client
        .openWallet("wallet-" + number, PEOPLE_CLASS, "person " + number)
        .thenApply(ok("account"))
        .thenCompose(
            account -> {
              WalletClient.Transfer money =
                  new WalletClient.Transfer("cash-" + number, FUNDS_PER_WALLET, "", "");
              return client
                  .cashIn(money, account)
                  .thenApply(ok("id"))
                  .thenCompose(paid -> client.createToken(account))
                  .thenApply(ok("token"))
                  .thenApply(token -> new HttpTarget.Wallet(account, token));
            });
  }

  private static Function<ApiAnswer, String> ok(String field) {
    return answer -> {
      if (!answer.isOk()) {
        throw CommandFailure.failed("the wallet service refused: " + answer.problem());
      }
      return answer.text(field);
    };
  }

  private <T> List<T> inParallel(String label, int count, IntFunction<CompletableFuture<T>> opening)
      throws InterruptedException {
    Window window = new Window(OPENING_AT_ONCE);
    List<CompletableFuture<T>> opened = new ArrayList<>(count);
    try (ProgressBar bar = ProgressBar.onStandardError(label, "accounts", 0, count)) {
      for (int i = 0; i < count; i++) {
        window.enter();
        opened.add(
            opening
                .apply(i)
                .whenComplete(
                    (value, failure) -> {
                      bar.advance(1);
                      window.leave();
                    }));
      }
      CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new))
          .get(OPENING_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandFailure failure
          ? failure
          : CommandFailure.failed(label + " failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw CommandFailure.failed(
          label + ": not done within " + OPENING_SECONDS + " s; logs are in " + dir, e);
    }
    return opened.stream().map(CompletableFuture::join).toList();
  }

  /** Who pays whom. */
  HttpTarget target() {
    return target;
  }

  /** Processor time used so far by each process of it, by name. */
  Map<String, Duration> processorTimes() {
    Map<String, Duration> times = new TreeMap<>(nodes.processorTimes());
    times.put(WALLET, wallet.processorTime());
    return times;
  }

  /** How it runs, for the conditions. */
  HttpReport.OwnSystem conditions() {
    return new HttpReport.OwnSystem(1, settings.shards(), settings.heapMib(), options.aboutSpeed());
  }

  /**
   * Fails when a process ended by itself.
   *
   * @throws CommandFailure which names it and its log
   */
  void requireAlive() {
    if (wallet != null) {
      wallet.requireAlive();
    }
    if (nodes != null) {
      nodes.requireAlive();
    }
  }

  /** Stops the wallet service and then the node. */
  @Override
  public void close() {
    try {
      if (wallet != null) {
        wallet.askToStop();
        wallet.awaitEnd();
      }
    } finally {
      if (nodes != null) {
        nodes.close();
      }
    }
  }
}
