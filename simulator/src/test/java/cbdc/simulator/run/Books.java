package cbdc.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.WalletClient;
import cbdc.testkit.Await;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads the books of a running system as its people can, and checks each statement by itself. */
public final class Books {
  private static final Duration CATCH_UP = Duration.ofSeconds(60);

  private final ApiClient http;
  private final RunFile run;

  /** Of a system that runs. */
  public Books(ApiClient http, RunFile run) {
    this.http = http;
    this.run = run;
  }

  /**
   * An account's statement, oldest line first: without gap or double, each line following from the
   * one before, the last one equal to the ledger's balance.
   */
  public List<JsonNode> statement(RunFile.Bank bank, String account) {
    WalletClient client = client(bank);
    JsonNode balance = ok(client.read("/v1/accounts/" + account + "/balance")).body();
    awaitProjection(client, account, balance.path("asOf"));
    List<JsonNode> lines = lines(client, account);
    long available = 0;
    long sequence = 0;
    for (JsonNode line : lines) {
      available += line.path("amount").asLong();
      assertThat(line.path("sequence").asLong()).as(account).isEqualTo(++sequence);
      assertThat(line.path("availableAfter").asLong())
          .as("%s %s", account, line)
          .isEqualTo(available);
    }
    assertThat(available)
        .as("%s: statement and ledger", account)
        .isEqualTo(balance.path("available").asLong());
    return lines;
  }

  /** Lists say as of when they are true; until that is the balance's moment they are behind. */
  private static void awaitProjection(WalletClient client, String account, JsonNode balanceAsOf) {
    Await.until(
        "the statement of " + account + " reaches " + balanceAsOf,
        CATCH_UP,
        () -> {
          JsonNode page = ok(client.read("/v1/accounts/" + account + "/entries?limit=1")).body();
          for (JsonNode reached : page.path("asOf")) {
            if (reached.path("shard").asInt() == balanceAsOf.path("shard").asInt()) {
              return reached.path("index").asLong() >= balanceAsOf.path("index").asLong();
            }
          }
          return false;
        });
  }

  private static List<JsonNode> lines(WalletClient client, String account) {
    List<JsonNode> lines = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          ok(client.read("/v1/accounts/" + account + "/entries?limit=200" + cursor)).body();
      page.path("items").forEach(lines::add);
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : null;
    } while (cursor != null);
    return lines.reversed();
  }

  /** What the ledger says that the supply is; its checks are the issuer's own. */
  public JsonNode supply() {
    ApiClient.Request request =
        ApiClient.Request.get(
            run.issuer().url() + "/v1/supply", run.issuer().tokens().get("auditor"));
    return ok(http.send(request)).body();
  }

  private WalletClient client(RunFile.Bank bank) {
    return new WalletClient(http, bank.url(), bank.operatorToken());
  }

  private static ApiAnswer ok(CompletableFuture<ApiAnswer> answer) {
    ApiAnswer said = answer.join();
    assertThat(said.isOk()).as(said.problem()).isTrue();
    return said;
  }
}
