package cbdc.simulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.contract.Desk.Held;
import cbdc.simulator.contract.Desk.Party;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.run.Books;
import cbdc.simulator.run.RunFile;
import cbdc.simulator.system.LocalSystem;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests by the thousand, good ones and broken ones, on many connections at once: whatever is
 * sent, the answer is one that the contract declares and no fault of the server; and in the end the
 * books are right.
 */
@Timeout(600)
class WalletFuzzIT {
  private static final int REQUESTS = 20_000;
  private static final int CONNECTIONS = 8;

  /** How much of a fault's message tells kinds of faults apart. */
  private static final int KIND_LENGTH = 60;

  @TempDir private Path dir;
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final Map<String, String> faults = new ConcurrentHashMap<>();

  @Test
  void shouldAnswerNothingThatIsNotDeclaredWhateverIsSent() throws Exception {
    try (TwoBanks banks = new TwoBanks(dir)) {
      World world = banks.world();
      List<String> tokens = tokens(banks, world);
      Seeds.forEach(1, seed -> fuzz(banks, world, tokens, seed));
      requireEveryKindOfAnswer(world);
      requireRightBooks(banks);
    }
  }

  private void fuzz(TwoBanks banks, World world, List<String> tokens, long seed) throws Exception {
    SeededRandom random = new SeededRandom(seed);
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Callable<Void>> streams = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        SeededRandom own = random.fork();
        streams.add(
            () -> {
              stream(banks, world, new Mutations(own, tokens), own);
              return null;
            });
      }
      for (Future<Void> stream : threads.invokeAll(streams)) {
        stream.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(faults.values()).as("%d kinds of faults", faults.size()).isEmpty();
  }

  private void stream(TwoBanks banks, World world, Mutations mutations, SeededRandom random)
      throws IOException {
    List<String> operations = List.copyOf(world.asks().keySet());
    try (Desk desk = banks.desk(TwoBanks.BANK);
        Wire aside = new Wire(banks.port(TwoBanks.BANK))) {
      while (desk.sent() < REQUESTS / CONNECTIONS) {
        if (random.chance(1, 40)) {
          garbage(aside, mutations.garbage());
          continue;
        }
        String operation = random.pick(operations);
        Ask ask = world.valid(operation, desk);
        for (int broken = random.between(0, 2); broken > 0; broken--) {
          ask = mutations.apply(ask);
        }
        send(desk, operation, ask);
      }
    }
  }

  private void send(Desk desk, String operation, Ask ask) {
    try {
      Wire.Reply reply = desk.send(ask);
      assertThat(reply.status()).as("%s: %s", ask, reply.body()).isLessThan(500);
      String code =
          reply.status() < 400 || !reply.body().startsWith("{")
              ? operation
              : Desk.json(reply).path("code").asText();
      answers.computeIfAbsent(reply.status() + " " + code, any -> new LongAdder()).increment();
    } catch (AssertionError fault) {
      // The first of each kind is kept: one run shows all that is wrong.
      String message = fault.getMessage();
      faults.putIfAbsent(message.substring(0, Math.min(KIND_LENGTH, message.length())), message);
    }
  }

  /** Garbage is answered as such, or the connection ends. */
  private static void garbage(Wire wire, String bytes) throws IOException {
    wire.close();
    wire.write(bytes);
    wire.endOfRequests();
    try {
      Wire.Reply reply = wire.read();
      assertThat(reply.status()).as("%s: %s", bytes, reply.body()).isLessThan(500);
    } catch (IOException ended) {
      // That is an answer too.
    }
  }

  /** Tokens of every kind: that may, may not, may no more, and never could. */
  private static List<String> tokens(TwoBanks banks, World world) {
    try (Desk desk = banks.desk(TwoBanks.BANK);
        Desk other = banks.desk(TwoBanks.OTHER_BANK)) {
      Held gone =
          desk.held(world.payer, world.merchant.account(), 1, Instant.now().plusMillis(500));
      Party closed = desk.wallet(4, 0);
      desk.close(closed.account());
      return List.of(
          world.payer.token(),
          world.other.token(),
          world.merchant.token(),
          world.readOnlyKey,
          world.hold.token(),
          desk.operator(),
          gone.token(),
          closed.token(),
          other.operator(),
          other.wallet(0, 10).token(),
          "cbdc_wt_AAAA",
          "cbdc_mk_AAAA",
          "x");
    }
  }

  private void requireEveryKindOfAnswer(World world) {
    Map<String, Long> seen = new TreeMap<>();
    answers.forEach((what, count) -> seen.put(what, count.sum()));
    System.out.println("answers to generated requests: " + seen);
    assertThat(seen.keySet())
        .as("the commonest refusals came up")
        .contains("400 BODY_NOT_JSON", "400 FIELD_INVALID", "401 UNAUTHENTICATED", "403 FORBIDDEN")
        .contains("404 NOT_FOUND", "405 METHOD_NOT_ALLOWED", "422 IDEMPOTENCY_KEY_REUSED");
    for (String operation : world.asks().keySet()) {
      assertThat(seen.keySet()).anyMatch(what -> what.matches("20[014] " + operation));
    }
  }

  private static void requireRightBooks(TwoBanks banks) {
    LocalSystem system = banks.system;
    ExecutorService executor = Executors.newCachedThreadPool();
    try (ApiClient http = new ApiClient(executor)) {
      RunFile run = runFile(system);
      Books books = new Books(http, run);
      for (RunFile.Bank bank : run.banks()) {
        try (Desk desk = banks.desk(bank.bank())) {
          for (String account : accounts(desk)) {
            books.statement(bank, account);
          }
        }
      }
      assertThat(books.supply().path("conservation").asText()).isEqualTo("ok");
    } finally {
      executor.shutdownNow();
    }
  }

  private static List<String> accounts(Desk desk) {
    List<String> accounts = new ArrayList<>();
    for (String kind : List.of("wallets", "merchants")) {
      String cursor = "";
      do {
        JsonNode page = desk.done(Ask.get("/v1/" + kind + "?limit=500" + cursor, desk.operator()));
        for (JsonNode item : page.path("items")) {
          if (item.path("state").asText().equals("open")) {
            accounts.add(item.path("account").asText());
          }
        }
        cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : null;
      } while (cursor != null);
    }
    return accounts;
  }

  private static RunFile runFile(LocalSystem system) {
    List<RunFile.Bank> banks =
        system.wallets().keySet().stream()
            .sorted()
            .map(
                bank ->
                    new RunFile.Bank(
                        bank,
                        system.walletUrl(bank),
                        "",
                        system.directory().operatorToken(bank),
                        List.of(),
                        List.of()))
            .toList();
    return new RunFile(
        RunFile.FORMAT,
        "",
        "XDU",
        new RunFile.Issuer(
            "http://127.0.0.1:" + system.issuer().port(), "", system.people().tokens()),
        List.of(),
        banks,
        null,
        "");
  }
}
