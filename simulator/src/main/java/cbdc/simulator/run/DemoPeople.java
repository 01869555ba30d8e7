package cbdc.simulator.run;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens the wallets and merchants of one bank through its API, and pays some money in. Every
 * request has a key of its own that never changes: done again, it finds what it did before.
 */
final class DemoPeople {
  /** How many wallets of each class, from class 1. */
  private static final List<Integer> WALLETS_OF_CLASS = List.of(10, 30, 40, 20);

  /** What is paid in for each class, minor units; within every class's limit. */
  private static final List<Long> FIRST_MONEY = List.of(1_000_000L, 500_000L, 300_000L, 100_000L);

  private static final Map<Integer, List<String>> MERCHANTS =
      Map.of(
          1, List.of("Corner Café", "Night Market", "Blue Bicycle Repairs"),
          2, List.of("Harbour Books", "Two Sisters Bakery", "Lantern Cinema"),
          3, List.of("Green Grocer", "Hill Road Pharmacy", "Quick Charge"));

  private static final long LIMIT_SECONDS = 120;

  private final int bank;
  private final WalletClient client;
  private final Repetition repetition;

  DemoPeople(int bank, WalletClient client, Repetition repetition) {
    this.bank = bank;
    this.client = client;
    this.repetition = repetition;
  }

  /**
   * Opens everybody.
   *
   * @param known merchants with API keys that were made before: a key is shown once only
   */
  RunFile.Bank open(RunFile.Bank empty, List<RunFile.Merchant> known) throws InterruptedException {
    List<CompletableFuture<RunFile.Wallet>> wallets = new ArrayList<>();
    for (int classNumber = 1; classNumber <= WALLETS_OF_CLASS.size(); classNumber++) {
      for (int number = 1; number <= WALLETS_OF_CLASS.get(classNumber - 1); number++) {
        wallets.add(wallet(classNumber, number));
      }
    }
    List<CompletableFuture<RunFile.Merchant>> merchants =
        MERCHANTS.getOrDefault(bank, List.of("Merchant of bank " + bank)).stream()
            .map(name -> merchant(name, known))
            .toList();
    return empty.with(all(wallets), all(merchants));
  }

  private CompletableFuture<RunFile.Wallet> wallet(int classNumber, int number) {
    String name = "demo-" + bank + "-class-" + classNumber + "-" + number;
    return repetition
        .until(() -> client.openWallet(name, classNumber, name))
        .thenCompose(
            opened -> {
              String account = ok(opened, "a wallet was not opened").text("account");
              Transfer first =
                  new Transfer(name + "-cash", FIRST_MONEY.get(classNumber - 1), "", "welcome");
              return repetition
                  .until(() -> client.cashIn(first, account))
                  .thenApply(paid -> ok(paid, "money was not paid in"))
                  .thenCompose(paid -> repetition.until(() -> client.createToken(account)))
                  .thenApply(
                      token ->
                          new RunFile.Wallet(
                              account,
                              classNumber,
                              ok(token, "a token was not made").text("token")));
            });
  }

  private CompletableFuture<RunFile.Merchant> merchant(String name, List<RunFile.Merchant> known) {
    String key = "demo-" + bank + "-merchant-" + name.hashCode();
    return repetition
        .until(() -> client.openMerchant(key, name))
        .thenCompose(
            opened -> {
              String account = ok(opened, "a merchant was not opened").text("account");
              return known.stream()
                  .filter(merchant -> merchant.account().equals(account))
                  .findFirst()
                  .map(CompletableFuture::completedFuture)
                  .orElseGet(() -> withKey(name, account));
            });
  }

  private CompletableFuture<RunFile.Merchant> withKey(String name, String account) {
    return repetition
        .until(() -> client.createApiKey(account, "demo"))
        .thenApply(
            key ->
                new RunFile.Merchant(
                    account, name, ok(key, "an API key was not made").text("key")));
  }

  private static ApiAnswer ok(ApiAnswer answer, String what) {
    if (!answer.isOk()) {
      throw CommandFailure.failed(what + ": " + answer.problem());
    }
    return answer;
  }

  private static <T> List<T> all(List<CompletableFuture<T>> stages) throws InterruptedException {
    try {
      CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new))
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException reason
          ? reason
          : CommandFailure.failed("the demo could not be set up", failed.getCause());
    } catch (TimeoutException slow) {
      throw CommandFailure.failed("the demo was not set up within " + LIMIT_SECONDS + " s", slow);
    }
    return stages.stream().map(CompletableFuture::join).toList();
  }
}
