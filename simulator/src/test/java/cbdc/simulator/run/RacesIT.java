package cbdc.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.store.PolicyFiles;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.CommandIds;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import cbdc.simulator.system.LocalSystem;
import cbdc.simulator.system.SystemPlan;
import cbdc.simulator.system.SystemPorts;
import cbdc.simulator.system.SystemPurpose;
import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Refunds, captures, releases and closings that race by the thousand, over HTTP: whatever wins,
 * every sum is right to the last unit, and every statement is what the ledger says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RacesIT {
  private static final int PAYMENTS = 40;
  private static final int REFUNDS_EACH = 30;
  private static final int HOLDS = 40;
  private static final int CAPTURES_EACH = 25;
  private static final String NEXT_YEAR = "2027-06-01T00:00:00Z";
  private static final int CALLER_RATE = 100_000;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private LocalSystem system;
  private ApiClient http;

  private final CommandIds ids = new CommandIds();

  private record Person(WalletClient bank, int code, String account, String token) {}

  @BeforeAll
  void start(@TempDir Path dir) throws InterruptedException {
    system =
        LocalSystem.start(
            new SystemPlan(
                dir,
                Optional.of(1),
                SystemPurpose.RUN,
                Map.of(1, 1_000_000_000L, 2, 1_000_000_000L),
                PolicyFiles.preset("ecny-2021").policy(),
                LedgerGenesis.DEFAULT_SHARD_COUNT,
                SystemPorts.FREE,
                CALLER_RATE,
                ClientBatchCodec.MAX_COMMANDS,
                Optional.empty()),
            step -> {});
    http = new ApiClient(executor);
  }

  @AfterAll
  void stop() {
    http.close();
    system.close();
    executor.shutdownNow();
  }

  @Test
  void shouldNeverRefundMoreThanWasPaid() {
    Seeds.forEach(1, seed -> raceRefunds(new SeededRandom(seed)));
  }

  private void raceRefunds(SeededRandom random) {
    Person payer = wallet(1, 50_000_000);
    Person shop = merchant(2);
    for (int i = 0; i < PAYMENTS; i++) {
      long paid = random.between(1, 100_000L);
      ApiAnswer payment = ok(pay(payer, shop, paid));
      Await.until(
          "the payment is in the books",
          Duration.ofSeconds(60),
          () -> shop.bank().read("/v1/payments/" + payment.text("id")).join().isOk());
      List<CompletableFuture<ApiAnswer>> racing = new ArrayList<>();
      for (int k = 0; k < REFUNDS_EACH; k++) {
        racing.add(refund(shop, payment, random.between(1, Math.max(1, paid / 8))));
      }
      long refunded = sumOfSettled(racing, "REFUND_OVER_REST");
      assertThat(refunded).isBetween(0L, paid);
      ApiAnswer over = refund(shop, payment, paid - refunded + 1).join();
      assertThat(over.code()).isEqualTo("REFUND_OVER_REST");
      assertThat(over.body().path("amountLeft").asLong()).isEqualTo(paid - refunded);
      if (refunded < paid) {
        ok(refund(shop, payment, paid - refunded));
      }
    }
    requireStatement(shop, 0, 0);
    requireStatement(payer, 50_000_000, 0);
  }

  @Test
  void shouldNeverCaptureMoreThanWasHeld() {
    Seeds.forEach(1, seed -> raceCaptures(new SeededRandom(seed)));
  }

  private void raceCaptures(SeededRandom random) {
    Person payer = wallet(1, 50_000_000);
    long spent = 0;
    long held = 0;
    List<Person> shops = List.of(merchant(1), merchant(2));
    long[] earned = new long[shops.size()];
    for (int i = 0; i < HOLDS; i++) {
      int which = random.between(0, 1);
      Person shop = shops.get(which);
      long amount = random.between(1, 100_000L);
      ApiAnswer hold =
          ok(
              payer
                  .bank()
                  .placeHold(
                      payer.token(), transfer(amount), payer.account(), shop.account(), NEXT_YEAR));
      String id = hold.text("id");
      String token = hold.text("captureToken");
      List<CompletableFuture<ApiAnswer>> racing = new ArrayList<>();
      // What a payee at another bank leaves stays held: only its own bank knows its key.
      boolean mayRelease = shop.code() == payer.code();
      int releaseAt = mayRelease ? random.between(0, CAPTURES_EACH) : -1;
      CompletableFuture<ApiAnswer> release = null;
      for (int k = 0; k <= CAPTURES_EACH; k++) {
        if (k == releaseAt) {
          release = payer.bank().release(shop.token(), key(), id, payer.account(), shop.account());
        } else {
          racing.add(
              payer
                  .bank()
                  .capture(
                      token,
                      transfer(random.between(1, Math.max(1, amount / 6))),
                      id,
                      payer.account(),
                      shop.account()));
        }
      }
      long captured = sumOfSettled(racing, "CAPTURE_OVER_HOLD", "HOLD_UNKNOWN");
      assertThat(captured).isBetween(0L, amount);
      if (mayRelease) {
        boolean released = release.join().isOk();
        assertThat(released || captured == amount).as("released, or used up").isTrue();
      } else {
        held += amount - captured;
      }
      spent += captured;
      earned[which] += captured;
    }
    requireStatement(payer, 50_000_000 - spent - held, held);
    for (int which = 0; which < shops.size(); which++) {
      requireStatement(shops.get(which), earned[which], 0);
    }
  }

  @Test
  void shouldLoseNothingWhenAnAccountClosesWhilePaymentsArrive() {
    Person payer = wallet(1, 10_000_000);
    long returnedOrRefused = 0;
    for (int i = 0; i < 20; i++) {
      Person closing = wallet(2, 0);
      List<CompletableFuture<ApiAnswer>> arriving = new ArrayList<>();
      for (int k = 0; k < 5; k++) {
        arriving.add(pay(payer, closing, 100));
      }
      CompletableFuture<ApiAnswer> closed = closing.bank().closeAccount(key(), closing.account());
      long arrived = sumOfSettled(arriving, "PAYEE_CLOSED", "PAYEE_UNKNOWN");
      boolean isClosed = closed.join().isOk();
      assertThat(isClosed ? arrived : 0).as("closed with money in it").isZero();
      returnedOrRefused += 500 - arrived;
      requireStatement(closing, arrived, 0);
    }
    requireStatement(payer, 10_000_000 - (20 * 500 - returnedOrRefused), 0);
  }

  // ---- people

  private Person wallet(int bank, long money) {
    WalletClient client = client(bank);
    String account = ok(client.openWallet(key(), 1, "racer")).text("account");
    if (money > 0) {
      ok(client.cashIn(transfer(money), account));
    }
    return new Person(client, bank, account, ok(client.createToken(account)).text("token"));
  }

  private Person merchant(int bank) {
    WalletClient client = client(bank);
    String account = ok(client.openMerchant(key(), "Race Track")).text("account");
    return new Person(client, bank, account, ok(client.createApiKey(account, "race")).text("key"));
  }

  private WalletClient client(int bank) {
    return new WalletClient(http, system.walletUrl(bank), system.directory().operatorToken(bank));
  }

  private CompletableFuture<ApiAnswer> pay(Person payer, Person payee, long amount) {
    return payer.bank().pay(payer.token(), transfer(amount), payer.account(), payee.account());
  }

  private CompletableFuture<ApiAnswer> refund(Person shop, ApiAnswer payment, long amount) {
    return shop.bank().refund(shop.token(), transfer(amount), payment.text("id"));
  }

  private Transfer transfer(long amount) {
    return new Transfer(key(), amount, "", "");
  }

  private String key() {
    return ids.next().toString();
  }

  // ---- checks

  /** What was settled in all; everything else was refused for one of these reasons. */
  private static long sumOfSettled(List<CompletableFuture<ApiAnswer>> racing, String... refusals) {
    long sum = 0;
    for (CompletableFuture<ApiAnswer> one : racing) {
      ApiAnswer answer = one.join();
      if (answer.isOk()) {
        assertThat(answer.status()).as(answer.problem()).isEqualTo(201);
        sum += answer.body().path("amount").asLong();
      } else {
        assertThat(answer.code()).as(answer.problem()).isIn((Object[]) refusals);
      }
    }
    return sum;
  }

  private void requireStatement(Person person, long available, long held) {
    RunFile.Bank bank =
        new RunFile.Bank(
            person.code(),
            system.walletUrl(person.code()),
            "",
            system.directory().operatorToken(person.code()),
            List.of(),
            List.of());
    List<JsonNode> lines = new Books(http, null).statement(bank, person.account());
    JsonNode last = lines.isEmpty() ? null : lines.getLast();
    assertThat(last == null ? 0 : last.path("availableAfter").asLong()).isEqualTo(available);
    assertThat(last == null ? 0 : last.path("heldAfter").asLong()).isEqualTo(held);
  }

  private static ApiAnswer ok(CompletableFuture<ApiAnswer> request) {
    ApiAnswer answer = request.join();
    assertThat(answer.isOk()).as(answer.problem()).isTrue();
    return answer;
  }
}
