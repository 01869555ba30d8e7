package cbdc.simulator.bench;

import cbdc.crypto.KeyFile;
import cbdc.crypto.PrivateFiles;
import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.child.ChildProcess;
import cbdc.simulator.child.JvmOptions;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ProgressBar;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.WalletClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
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
  private static final int SECRET_BYTES = 32;

  private final Path dir;
  private final Settings settings;
  private final JvmOptions options;
  private final SecureRandom random = new SecureRandom();
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
   * @param whenFailed called when a process ends by itself later on; {@link #requireAlive} says why
   */
  static HttpSystem start(Path dir, Settings settings, Runnable whenFailed)
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

  private void startAll(Runnable whenFailed) throws IOException, InterruptedException {
    LedgerGenesis genesis = BenchBank.genesis(settings.shards());
    Path ledger = Files.createDirectory(dir.resolve("ledger"));
    nodes = NodeProcesses.start(ledger, 1, genesis, settings.heapMib(), whenFailed);
    try (BenchBank bank = new BenchBank(nodes.clients())) {
      bank.admit(genesis, settings.wallets() * FUNDS_PER_WALLET);
    }
    String operatorToken = secret();
    configureWallet(genesis, operatorToken);
    wallet = ChildProcess.start(WALLET, WALLET, dir, dir.resolve(WALLET), options);
    wallet.awaitUp(START_LIMIT);
    wallet.whenFailed(whenFailed);
    target = populate(wallet.ports().get("http"), operatorToken);
  }

  private void configureWallet(LedgerGenesis genesis, String operatorToken) throws IOException {
    Path data = Files.createDirectory(dir.resolve(WALLET));
    Path password = data.resolve("bank.password");
    KeyFile.writeNewPassword(password, random);
    KeyFile.write(data.resolve("bank.p12"), password, BenchBank.key(), "bench bank");
    writeSecret(data.resolve("tokens.secret"), secret());
    writeSecret(data.resolve("operator.tokens"), operatorToken);
    UUID cluster = new UUID(genesis.clusterHigh(), genesis.clusterLow());
    Files.writeString(
        dir.resolve(WALLET + ".yaml"),
        String.join(
            "\n",
            "wallet.bank: " + BenchBank.BANK,
            "wallet.cluster-id: " + quoted(cluster.toString()),
            "wallet.cluster-name: " + quoted(nodes.clusterName()),
            "wallet.nodes: [" + quoted(nodes.addresses().getFirst()) + "]",
            "wallet.key-file: " + quoted(data.resolve("bank.p12")),
            "wallet.token-secret-file: " + quoted(data.resolve("tokens.secret")),
            "wallet.operator-tokens-file: " + quoted(data.resolve("operator.tokens")),
            "wallet.data-folder: " + quoted(data),
            "wallet.http.address: " + quoted(HOST + ":0"),
            "wallet.management.address: " + quoted(HOST + ":0"),
            // What is measured is the service, not how often it lets one person ask.
            "wallet.http.rate: 1000000",
            "wallet.http.operator-rate: 1000000",
            ""));
  }

  private static void writeSecret(Path file, String secret) {
    PrivateFiles.writeNew(file, (secret + "\n").getBytes(StandardCharsets.US_ASCII), "secret file");
  }

  private static String quoted(Path path) {
    return quoted(path.toAbsolutePath().toString());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
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
