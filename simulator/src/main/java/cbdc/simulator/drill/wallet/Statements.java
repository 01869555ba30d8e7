package cbdc.simulator.drill.wallet;

import cbdc.protocol.AccountNumber;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.drill.check.ServicePayment;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The statements that a service gives its people: without gap or double, each line following from
 * the one before, the last equal to the ledger's balance, and every payment that was told as
 * settled on both sides once.
 */
public final class Statements {
  private static final long CATCH_UP_SECONDS = 60;
  private static final long POLL_MILLIS = 100;

  private final WalletClient client;
  private final Repetition repetition;
  private final List<String> findings = new ArrayList<>();

  /** How often a payment stands in a statement, by account and payment. */
  private final Map<String, Integer> lines = new HashMap<>();

  private Statements(WalletClient client, Repetition repetition) {
    this.client = client;
    this.repetition = repetition;
  }

  /**
   * Compares.
   *
   * @param told what callers were told
   * @return what is wrong
   */
  public static List<String> check(
      WalletClient client,
      Repetition repetition,
      List<WalletPeople> people,
      List<ServicePayment> told)
      throws InterruptedException {
    Statements statements = new Statements(client, repetition);
    for (WalletPeople person : people) {
      statements.read(person.account());
    }
    told.forEach(statements::compare);
    return statements.findings;
  }

  private void compare(ServicePayment payment) {
    for (long account : List.of(payment.payer(), payment.payee())) {
      int found = lines.getOrDefault(line(AccountNumber.format(account), payment), 0);
      if (payment.isSettled() ? found != 1 : found != 0) {
        findings.add(
            "STATEMENT of %s has %d lines of %s"
                .formatted(AccountNumber.format(account), found, payment));
      }
    }
  }

  private static String line(String account, ServicePayment payment) {
    return account + " " + payment.id();
  }

  private void read(String account) throws InterruptedException {
    JsonNode balance = get("/v1/accounts/" + account + "/balance");
    awaitProjection(account, balance.path("asOf"));
    long available = 0;
    long sequence = 0;
    for (JsonNode line : lines(account)) {
      available += line.path("amount").asLong();
      sequence++;
      if (line.path("sequence").asLong() != sequence
          || line.path("availableAfter").asLong() != available) {
        findings.add(
            "STATEMENT of %s: expected line %d to leave %d, but there is %s"
                .formatted(account, sequence, available, line));
      }
      lines.merge(account + " " + line.path("payment").asText(), 1, Integer::sum);
    }
    if (available != balance.path("available").asLong()) {
      findings.add(
          "STATEMENT of %s ends with %d, but the ledger has %s"
              .formatted(account, available, balance));
    }
  }

  private List<JsonNode> lines(String account) throws InterruptedException {
    List<JsonNode> newestFirst = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page = get("/v1/accounts/" + account + "/entries?limit=200" + cursor);
      page.path("items").forEach(newestFirst::add);
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : null;
    }
    return newestFirst.reversed();
  }

  /** Statements follow the ledger; until they have come as far as the balance they are behind. */
  private void awaitProjection(String account, JsonNode balanceAsOf) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CATCH_UP_SECONDS);
    while (!hasReached(account, balanceAsOf)) {
      if (System.nanoTime() > end) {
        throw CommandFailure.refused(
            "the statement of %s does not reach %s within %d s"
                .formatted(account, balanceAsOf, CATCH_UP_SECONDS));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private boolean hasReached(String account, JsonNode balanceAsOf) throws InterruptedException {
    for (JsonNode reached : get("/v1/accounts/" + account + "/entries?limit=1").path("asOf")) {
      if (reached.path("shard").asInt() == balanceAsOf.path("shard").asInt()) {
        return reached.path("index").asLong() >= balanceAsOf.path("index").asLong();
      }
    }
    return false;
  }

  private JsonNode get(String path) throws InterruptedException {
    return WalletPeople.ok(repetition, () -> client.read(path)).body();
  }
}
