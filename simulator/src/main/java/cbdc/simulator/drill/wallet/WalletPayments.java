package cbdc.simulator.drill.wallet;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.settlement.client.CommandIds;
import cbdc.simulator.drill.check.ServicePayment;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Pays through the API at a bounded rate, and writes down what was asked for and what was answered
 * for good. Half of the keys are UUIDs, half are texts; one payment of twenty is beyond its payer's
 * funds.
 */
public final class WalletPayments {
  private static final int AT_ONCE = 32;
  private static final long EVERY_MILLIS = 5;
  private static final long PATIENCE_SECONDS = 90;

  private final List<WalletPeople> people;
  private final SplittableRandom random;
  private final CommandIds ids = new CommandIds();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final Map<String, ApiAnswer> answers = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile WalletClient client;
  private volatile boolean stopping;

  private record Asked(WalletPeople payer, String payee, WalletClient.Transfer transfer) {}

  /** Starts to pay. */
  public WalletPayments(WalletClient client, List<WalletPeople> people, long seed) {
    this.client = client;
    this.people = List.copyOf(people);
    this.random = new SplittableRandom(seed);
    this.thread = Thread.ofPlatform().name("drill-wallet").daemon().start(this::run);
  }

  /** The service is elsewhere now. */
  public void moveTo(WalletClient other) {
    client = other;
  }

  private void run() {
    try {
      while (!stopping) {
        places.acquire();
        send(next());
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Asked next() {
    WalletPeople payer = people.get(random.nextInt(people.size()));
    WalletPeople payee = payer;
    while (payee.equals(payer)) {
      payee = people.get(random.nextInt(people.size()));
    }
    CommandId id = ids.next();
    String key = random.nextBoolean() ? id.toString() : "key-" + id;
    long amount = random.nextInt(20) == 0 ? WalletPeople.FUNDS * 1_000 : 1 + random.nextInt(50);
    return new Asked(payer, payee.account(), new WalletClient.Transfer(key, amount, "", "drilled"));
  }

  private void send(Asked one) {
    asked.put(one.transfer().key(), one);
    // What fails has no answer, and is repeated under its key later.
    var unused =
        pay(one)
            .whenComplete(
                (said, failure) -> {
                  if (failure == null && Repetition.isForGood(said)) {
                    answers.put(one.transfer().key(), said);
                  }
                  places.release();
                });
  }

  private CompletableFuture<ApiAnswer> pay(Asked one) {
    return client.pay(one.payer().token(), one.transfer(), one.payer().account(), one.payee());
  }

  /** How many were answered as settled. */
  public long settled() {
    return answers.values().stream().filter(ApiAnswer::isOk).count();
  }

  /**
   * Pays nothing more, and repeats under their keys what was not answered for good.
   *
   * @return how many were repeated
   */
  public int finish(Repetition repetition) throws InterruptedException {
    stopping = true;
    thread.join();
    places.acquire(AT_ONCE);
    List<Asked> open = new ArrayList<>();
    List<CompletableFuture<ApiAnswer>> repeated = new ArrayList<>();
    for (Asked one : asked.values()) {
      if (!answers.containsKey(one.transfer().key())) {
        open.add(one);
        repeated.add(repetition.until(() -> pay(one)));
      }
    }
    for (int i = 0; i < open.size(); i++) {
      try {
        answers.put(
            open.get(i).transfer().key(), repeated.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      } catch (ExecutionException | TimeoutException e) {
        // Stays without an answer, which unanswered() tells.
      }
    }
    return open.size();
  }

  /** Ends the paying thread; what is under way is left. */
  public void abandon() {
    stopping = true;
  }

  /** Keys to which nobody ever answered for good. */
  public List<String> unanswered() {
    return asked.keySet().stream().filter(key -> !answers.containsKey(key)).toList();
  }

  /** What callers were told, where it names the payment: a refusal at the door has none. */
  public List<ServicePayment> told() {
    List<ServicePayment> told = new ArrayList<>();
    answers.forEach(
        (key, answer) -> {
          String id = answer.text(answer.isOk() ? "id" : "payment");
          if (!id.isEmpty()) {
            Asked one = asked.get(key);
            told.add(
                new ServicePayment(
                    CommandId.parse(id),
                    AccountNumber.parse(one.payer().account()),
                    AccountNumber.parse(one.payee()),
                    one.transfer().amount(),
                    answer.isOk()));
          }
        });
    return told;
  }
}
