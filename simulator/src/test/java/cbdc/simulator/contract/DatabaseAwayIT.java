package cbdc.simulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.client.CommandIds;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.ApiClient.Request;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.http.WalletClient.Transfer;
import cbdc.simulator.run.Books;
import cbdc.simulator.run.RunFile;
import cbdc.testkit.Await;
import cbdc.wallet.app.WalletNode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bank's database goes away and comes back: payments, holds and captures go on all the while, and
 * afterwards the histories have each of them once.
 */
@Timeout(300)
class DatabaseAwayIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RATE = 10_000;

  private final CommandIds ids = new CommandIds();

  @Test
  void shouldPayWithoutItsDatabaseAndTellLater(@TempDir Path dir) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (TwoBanks banks = new TwoBanks(dir.resolve("system"));
        FrailService frail = new FrailService(banks.system, dir.resolve("frail"));
        ApiClient http = new ApiClient(executor)) {
      WalletNode node = frail.start(RATE, RATE);
      try {
        payWhileItIsAway(frail, node, http);
      } finally {
        node.close();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void payWhileItIsAway(FrailService frail, WalletNode node, ApiClient http)
      throws Exception {
    String url = "http://127.0.0.1:" + node.port();
    WalletClient bank = new WalletClient(http, url, FrailService.OPERATOR);
    String payer = ok(bank.openWallet(uuid(), 1, "payer")).text("account");
    String payee = ok(bank.openWallet(uuid(), 1, "payee")).text("account");
    String token = ok(bank.createToken(payer)).text("token");
    ok(bank.cashIn(new Transfer(uuid(), 10_000, "", ""), payer));

    frail.stopDatabase();
    Await.until(
        "the service notices", LIMIT, () -> bank.read("/v1/wallets").join().status() == 503);
    ok(bank.pay(token, new Transfer(uuid(), 100, "", "without"), payer, payee));
    ApiAnswer hold =
        ok(
            bank.placeHold(
                token, new Transfer(uuid(), 70, "", ""), payer, payee, "2027-06-01T00:00:00Z"));
    ok(
        bank.capture(
            hold.text("captureToken"),
            new Transfer(uuid(), 30, "", ""),
            hold.text("id"),
            payer,
            payee));
    ApiAnswer named = bank.pay(token, new Transfer("a name", 1, "", ""), payer, payee).join();
    assertThat(named.code()).isEqualTo("DATABASE_UNAVAILABLE");
    String ready = "http://127.0.0.1:" + node.managementPort() + "/health/ready";
    ApiAnswer health = http.send(Request.get(ready, "none")).join();
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.body().toString()).contains("\"name\":\"database\",\"ok\":false");

    frail.startDatabase();
    Await.until(
        "the service notices", LIMIT, () -> bank.read("/v1/wallets").join().status() == 200);
    RunFile.Bank books =
        new RunFile.Bank(node.bank(), url, "", FrailService.OPERATOR, List.of(), List.of());
    assertThat(new Books(http, null).statement(books, payer))
        .extracting(DatabaseAwayIT::line)
        .containsExactly("received 10000", "paid -100", "hold_placed -70", "hold_captured 0");
    assertThat(new Books(http, null).statement(books, payee))
        .extracting(DatabaseAwayIT::line)
        .containsExactly("received 100", "received 30");
    ok(bank.pay(token, new Transfer("a name", 1, "", ""), payer, payee));
  }

  private static String line(JsonNode entry) {
    return entry.path("kind").asText() + " " + entry.path("amount").asLong();
  }

  private String uuid() {
    return ids.next().toString();
  }

  private static ApiAnswer ok(CompletableFuture<ApiAnswer> request) {
    ApiAnswer answer = request.join();
    assertThat(answer.isOk()).as(answer.problem()).isTrue();
    return answer;
  }
}
