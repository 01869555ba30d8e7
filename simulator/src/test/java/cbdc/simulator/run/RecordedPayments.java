package cbdc.simulator.run;

import cbdc.protocol.CommandId;
import cbdc.settlement.client.CommandIds;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import cbdc.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Pays through the API and writes down what was asked for and what was answered: the record with
 * which the books are compared after a crash. Half of the keys are UUIDs, half are texts.
 */
final class RecordedPayments {
  private static final int AT_ONCE = 32;

  /** One payment, as it was asked for. */
  record Asked(int bank, String token, Transfer transfer, String payer, String payee) {}

  private record Payer(RunFile.Bank bank, RunFile.Wallet wallet) {}

  private final SeededRandom random;
  private final CommandIds ids = new CommandIds();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final Map<String, ApiAnswer> answers = new ConcurrentHashMap<>();

  RecordedPayments(SeededRandom random) {
    this.random = random;
  }

  /** Pays a number of times, side by side; what gets no answer stays without one. */
  void pay(RunFile run, ApiClient http, int count) throws InterruptedException {
    List<Payer> payers = new ArrayList<>();
    List<String> payees = new ArrayList<>();
    for (RunFile.Bank bank : run.banks()) {
      bank.wallets().forEach(wallet -> payers.add(new Payer(bank, wallet)));
      bank.merchants().forEach(merchant -> payees.add(merchant.account()));
      bank.wallets().stream().limit(5).forEach(wallet -> payees.add(wallet.account()));
    }
    Map<Integer, WalletClient> clients = clients(run, http);
    for (int i = 0; i < count; i++) {
      Payer payer = random.pick(payers);
      String payee = random.pick(payees);
      if (!payee.equals(payer.wallet().account())) {
        CommandId id = ids.next();
        String key = random.chance(1, 2) ? id.toString() : "key-" + id;
        Transfer transfer = new Transfer(key, random.between(1, 900), "", "n-" + asked.size());
        places.acquire();
        send(
            clients,
            new Asked(
                payer.bank().bank(),
                payer.wallet().token(),
                transfer,
                payer.wallet().account(),
                payee));
      }
    }
  }

  /** Asks again, under the same keys, for everything that has no answer yet. */
  void askAgain(RunFile run, ApiClient http) throws InterruptedException {
    Map<Integer, WalletClient> clients = clients(run, http);
    for (Asked one : List.copyOf(asked.values())) {
      if (!answers.containsKey(one.transfer().key())) {
        places.acquire();
        send(clients, one);
      }
    }
    places.acquire(AT_ONCE);
    places.release(AT_ONCE);
  }

  private static Map<Integer, WalletClient> clients(RunFile run, ApiClient http) {
    return run.banks().stream()
        .collect(
            Collectors.toMap(
                RunFile.Bank::bank,
                bank -> new WalletClient(http, bank.url(), bank.operatorToken())));
  }

  private void send(Map<Integer, WalletClient> clients, Asked one) {
    asked.put(one.transfer().key(), one);
    CompletableFuture<ApiAnswer> answer =
        clients.get(one.bank()).pay(one.token(), one.transfer(), one.payer(), one.payee());
    @SuppressWarnings("FutureReturnValueIgnored") // what fails has no answer: that is the record
    Object ignored =
        answer.whenComplete(
            (said, failure) -> {
              if (failure == null && said.status() != 202 && said.status() != 503) {
                answers.put(one.transfer().key(), said);
              }
              places.release();
            });
  }

  /** How many were answered as settled. */
  long settled() {
    return answers.values().stream().filter(ApiAnswer::isOk).count();
  }

  /** How many have no answer. */
  int unanswered() {
    return asked.size() - answers.size();
  }

  /** Everything that was asked for. */
  Collection<Asked> all() {
    return List.copyOf(asked.values());
  }

  /** What was answered. */
  Optional<ApiAnswer> answerOf(Asked one) {
    return Optional.ofNullable(answers.get(one.transfer().key()));
  }
}
