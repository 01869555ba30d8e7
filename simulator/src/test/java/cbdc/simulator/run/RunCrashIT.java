package cbdc.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.ApiClient;
import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole system is killed in the middle of its traffic and started again: it has every payment
 * that was acknowledged exactly once, and none that was refused.
 */
class RunCrashIT {
  @TempDir private Path dir;
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stopClients() {
    executor.shutdownNow();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void shouldHaveEveryAcknowledgedPaymentExactlyOnceAfterAKill() {
    Seeds.forEach(1, seed -> killAndCompare(new RecordedPayments(new SeededRandom(seed))));
  }

  private void killAndCompare(RecordedPayments payments) throws Exception {
    try (RunProcess first = RunProcess.start(dir.resolve("data"), dir.resolve("1.txt"), 20);
        ApiClient http = new ApiClient(executor)) {
      Thread paying = payInBackground(payments, first.file(), http);
      Await.until("payments settle", Duration.ofSeconds(60), () -> payments.settled() > 300);
      first.kill();
      paying.join();
    }
    assertThat(payments.unanswered()).as("payments that the kill cut off").isPositive();

    try (RunProcess second = RunProcess.start(dir.resolve("data"), dir.resolve("2.txt"), 0);
        ApiClient http = new ApiClient(executor)) {
      payments.askAgain(second.file(), http);
      assertThat(payments.unanswered()).isZero();
      payments.pay(second.file(), http, 50);
      payments.askAgain(second.file(), http);
      Books books = new Books(http, second.file());
      requireExactlyOnce(payments, second.file(), books);
      assertThat(books.supply().path("conservation").asText()).isEqualTo("ok");
      assertThat(second.stop()).isZero();
    }
  }

  private static Thread payInBackground(RecordedPayments payments, RunFile run, ApiClient http) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                payments.pay(run, http, 4_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void requireExactlyOnce(RecordedPayments payments, RunFile run, Books books) {
    Map<String, Map<String, JsonNode>> out = new HashMap<>();
    Map<String, Map<String, JsonNode>> in = new HashMap<>();
    for (RunFile.Bank bank : run.banks()) {
      for (RunFile.Wallet wallet : bank.wallets()) {
        read(books, bank, wallet.account(), out, in);
      }
      for (RunFile.Merchant merchant : bank.merchants()) {
        read(books, bank, merchant.account(), out, in);
      }
    }
    for (RecordedPayments.Asked asked : payments.all()) {
      ApiAnswer answer = payments.answerOf(asked).orElseThrow();
      String id =
          answer.isOk()
              ? answer.text("id")
              : Optional.of(answer.text("payment")).filter(text -> !text.isEmpty()).orElse("none");
      JsonNode paid = out.get(asked.payer()).get(id);
      JsonNode received = in.get(asked.payee()).get(id);
      if (answer.isOk()) {
        assertThat(paid).as("payer's line of %s", answer.body()).isNotNull();
        assertThat(paid.path("amount").asLong()).isEqualTo(-asked.transfer().amount());
        assertThat(paid.path("counterAccount").asText()).isEqualTo(asked.payee());
        assertThat(received).as("payee's line of %s", answer.body()).isNotNull();
        assertThat(received.path("amount").asLong()).isEqualTo(asked.transfer().amount());
      } else if (!answer.code().startsWith("PAYEE_")) {
        // A payee's refusal leaves two lines: the money went, and came back.
        assertThat(paid).as("line of a payment refused with %s", answer.body()).isNull();
        assertThat(received).isNull();
      }
    }
    List<String> keys = payments.all().stream().map(asked -> asked.transfer().key()).toList();
    assertThat(keys).doesNotHaveDuplicates();
  }

  private static void read(
      Books books,
      RunFile.Bank bank,
      String account,
      Map<String, Map<String, JsonNode>> out,
      Map<String, Map<String, JsonNode>> in) {
    for (JsonNode line : books.statement(bank, account)) {
      String id = line.path("payment").asText();
      Map<String, Map<String, JsonNode>> side =
          switch (line.path("kind").asText()) {
            case "paid" -> out;
            case "received" -> in;
            default -> null;
          };
      if (side != null) {
        JsonNode before = side.computeIfAbsent(account, a -> new HashMap<>()).put(id, line);
        assertThat(before).as("%s has payment %s twice", account, id).isNull();
      }
    }
    out.putIfAbsent(account, new HashMap<>());
    in.putIfAbsent(account, new HashMap<>());
  }
}
