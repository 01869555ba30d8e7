package cbdc.simulator.load;

import cbdc.issuer.store.PolicyFiles;
import cbdc.load.scenario.Scenario;
import cbdc.protocol.LimitPolicy;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ProgressBar;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import cbdc.simulator.run.RunFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Opens a scenario's population through the wallet services, and pays its funds in. */
final class LoadPeople {
  private static final int AT_ONCE = 64;
  private static final long LIMIT_SECONDS = 600;
  private static final long VAULT_MIN = 1_000_000_000_000L;

  /** Vaults hold so many times what is paid in first, for cash-ins during the run. */
  private static final long VAULT_TIMES = 10;

  private final Scenario.Population population;
  private final String names;
  private final Repetition repetition;
  private final Semaphore places = new Semaphore(AT_ONCE);

  /**
   * A population.
   *
   * @param names how its names begin; the same ones are the same people at a bank
   */
  LoadPeople(Scenario.Population population, String names, Repetition repetition) {
    this.population = population;
    this.names = names;
    this.repetition = repetition;
  }

  /** The limits of every run. */
  static LimitPolicy policy() {
    return PolicyFiles.preset("ecny-2021").policy();
  }

  /** What each bank's vault holds before, by bank code. */
  static Map<Integer, Long> vaults(Scenario scenario) {
    Scenario.Population people = scenario.population();
    long needed =
        Math.multiplyExact(
            VAULT_TIMES, Math.multiplyExact(people.funds(), (long) people.walletsPerBank()));
    Map<Integer, Long> vaults = new TreeMap<>();
    IntStream.rangeClosed(1, scenario.topology().banks())
        .forEach(bank -> vaults.put(bank, Math.max(VAULT_MIN, needed)));
    return vaults;
  }

  /** Opens everybody at every bank. */
  List<RunFile.Bank> open(Map<Integer, OwnSystem.Access> banks, ApiClient http)
      throws InterruptedException {
    int accounts = (population.walletsPerBank() + population.merchants()) * banks.size();
    List<RunFile.Bank> opened = new ArrayList<>();
    try (ProgressBar bar = ProgressBar.onStandardError("opening", "accounts", 0, accounts)) {
      for (Map.Entry<Integer, OwnSystem.Access> bank : banks.entrySet()) {
        opened.add(open(bank.getKey(), bank.getValue(), http, bar));
      }
    }
    return opened;
  }

  private RunFile.Bank open(int bank, OwnSystem.Access access, ApiClient http, ProgressBar bar)
      throws InterruptedException {
    WalletClient client = access.client(http);
    List<CompletableFuture<RunFile.Merchant>> merchants = new ArrayList<>();
    for (int i = 0; i < population.merchants(); i++) {
      String name = names + " shop " + bank + "-" + (i + 1);
      merchants.add(bounded(() -> merchant(client, name), bar));
    }
    List<CompletableFuture<RunFile.Wallet>> wallets = new ArrayList<>();
    for (Map.Entry<Integer, Integer> ofClass : new TreeMap<>(population.wallets()).entrySet()) {
      for (int i = 0; i < ofClass.getValue(); i++) {
        String name = names + "-" + bank + "-" + ofClass.getKey() + "-" + (i + 1);
        wallets.add(bounded(() -> wallet(client, ofClass.getKey(), name), bar));
      }
    }
    return new RunFile.Bank(
        bank, access.url(), null, access.operatorToken(), all(wallets), all(merchants));
  }

  private <T> CompletableFuture<T> bounded(Supplier<CompletableFuture<T>> opening, ProgressBar bar)
      throws InterruptedException {
    places.acquire();
    return opening
        .get()
        .whenComplete(
            (opened, failure) -> {
              places.release();
              bar.advance(1);
            });
  }

  private CompletableFuture<RunFile.Wallet> wallet(WalletClient client, int ofClass, String name) {
    return repetition
        .until(() -> client.openWallet(name, ofClass, name))
        .thenApply(opened -> text(opened, "account"))
        .thenCompose(
            account ->
                funded(client, name, account)
                    .thenCompose(paid -> repetition.until(() -> client.createToken(account)))
                    .thenApply(
                        token -> new RunFile.Wallet(account, ofClass, text(token, "token"))));
  }

  private CompletableFuture<?> funded(WalletClient client, String name, String account) {
    if (population.funds() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    Transfer funds = new Transfer(name + "-funds", population.funds(), "", "");
    return repetition
        .until(() -> client.cashIn(funds, account))
        .thenApply(paid -> text(paid, "id"));
  }

  private CompletableFuture<RunFile.Merchant> merchant(WalletClient client, String name) {
    return repetition
        .until(() -> client.openMerchant(name, name))
        .thenApply(opened -> text(opened, "account"))
        .thenCompose(
            account ->
                repetition
                    .until(() -> client.createApiKey(account, "load"))
                    .thenApply(key -> new RunFile.Merchant(account, name, text(key, "key"))));
  }

  private static String text(ApiAnswer answer, String field) {
    if (!answer.isOk()) {
      throw CommandFailure.failed(
          "the population cannot be opened: "
              + answer.problem()
              + "; a class may not hold the scenario's population.funds");
    }
    return answer.text(field);
  }

  private static <T> List<T> all(List<CompletableFuture<T>> stages) throws InterruptedException {
    try {
      CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new))
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException reason
          ? reason
          : CommandFailure.failed("the population cannot be opened", failed.getCause());
    } catch (TimeoutException slow) {
      throw CommandFailure.failed(
          "the population was not opened within " + LIMIT_SECONDS + " s", slow);
    }
    return stages.stream().map(CompletableFuture::join).toList();
  }
}
