package cbdc.simulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.client.transport.TransportConfig;
import cbdc.testkit.Await;
import cbdc.testkit.ContractCheck;
import cbdc.wallet.app.WalletNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the document, with every answer that it declares, from a running service: each
 * declared answer has a row of {@link Refusals}, a test here that breaks the surroundings so far
 * that it comes, or a line in {@link NotProvoked} that says why it cannot be had. Nothing else is
 * in any of them.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WalletContractIT {
  private static final int RATE_HIGH = 100_000;

  /** As many requests as a service has in work at a time. */
  private static final int OPEN_MAX = 4_096;

  /** What the tests of broken surroundings provoke, for every operation that declares it. */
  private static final Set<String> OF_SURROUNDINGS =
      Set.of(
          "RATE_LIMITED",
          "STARTING",
          "STOPPING",
          "OVERLOADED",
          "BODY_TOO_SLOW",
          "DATABASE_UNAVAILABLE",
          "TIMEOUT",
          "BANK_NOT_READY",
          "PROJECTION_BEHIND",
          "NO_LEADER",
          "202");

  private Path dir;
  private TwoBanks banks;
  private World world;
  private Desk desk;
  private Refusals refusals;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    dir = folder;
    banks = new TwoBanks(dir.resolve("system"));
    world = banks.world();
    desk = banks.desk(TwoBanks.BANK);
    refusals = new Refusals(desk, world, new Orders(banks.system));
  }

  @AfterAll
  void stop() {
    if (desk != null) {
      desk.close();
    }
    if (banks != null) {
      banks.close();
    }
  }

  /** Operation and code, or operation and status where it is a success. */
  private Set<String> declared() {
    Set<String> declared = new TreeSet<>();
    for (String answer : banks.contract.declared()) {
      String[] parts = answer.split(" ", -1);
      declared.add(parts[0] + " " + parts[parts.length - 1]);
    }
    return declared;
  }

  private boolean isRow(String answer) {
    String[] parts = answer.split(" ", -1);
    return !OF_SURROUNDINGS.contains(parts[1]) && NotProvoked.reason(parts[0], parts[1]).isEmpty();
  }

  @Test
  @Order(1)
  void shouldHaveARowForEveryDeclaredAnswerAndForNoOther() {
    Set<String> declared = declared();
    assertThat(world.asks().keySet())
        .isEqualTo(new TreeSet<>(declared.stream().map(each -> each.split(" ", -1)[0]).toList()));
    assertThat(refusals.special().keySet()).as("rows that nothing declares").isSubsetOf(declared);
    assertThat(NotProvoked.unused(declared)).as("excuses that nobody needs").isEmpty();
    assertThat(declared)
        .filteredOn(this::isRow)
        .filteredOn(each -> !each.matches(".* 20[0-4]"))
        .filteredOn(each -> refusals.of(each.split(" ", -1)[0], each.split(" ", -1)[1]) == null)
        .as("declared answers without a row")
        .isEmpty();
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> shouldAnswerAsDeclared() {
    return declared().stream()
        .filter(this::isRow)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row, () -> answer(row.split(" ", -1)[0], row.split(" ", -1)[1])));
  }

  private void answer(String operation, String what) throws Exception {
    if (what.startsWith("20")) {
      Wire.Reply reply = desk.send(world.valid(operation, desk));
      assertThat(reply.status()).as(reply.body()).isEqualTo(Integer.parseInt(what));
      return;
    }
    try {
      Ask ask = refusals.of(operation, what).ask();
      Wire.Reply reply = desk.send(ask);
      assertThat(codeOf(reply)).as("%s: %s", ask, reply.body()).isEqualTo(what);
    } finally {
      if (operation.startsWith("cash") && what.endsWith("BLOCKED")) {
        new Orders(banks.system).unblock(Refusals.VAULT);
      }
    }
  }

  private String codeOf(Wire.Reply reply) {
    return reply.body().startsWith("{") ? Desk.json(reply).path("code").asText() : "";
  }

  /** What was asked, where another answer than the expected one came. */
  private Map<String, String> others(
      Desk at, Map<String, Ask> ready, String expected, UnaryOperator<Ask> change) {
    Map<String, String> others = new TreeMap<>();
    ready.forEach(
        (operation, ask) -> {
          Wire.Reply reply = at.send(change.apply(ask));
          String got =
              reply.status() < 400
                  ? Integer.toString(reply.status())
                  : Desk.json(reply).path("code").asText();
          if (!got.equals(expected)) {
            others.put(operation, got);
          }
        });
    return others;
  }

  /** A good request for each operation that declares an answer. */
  private Map<String, Ask> ready(World of, Desk at, String answer) {
    Map<String, Ask> ready = new TreeMap<>();
    for (String each : declared()) {
      String[] parts = each.split(" ", -1);
      if (parts[1].equals(answer) && NotProvoked.reason(parts[0], answer).isEmpty()) {
        ready.put(parts[0], of.valid(parts[0], at));
      }
    }
    assertThat(ready).as(answer).isNotEmpty();
    return ready;
  }

  private Ask textKey(Ask ask) {
    return ask.hasKey() ? ask.key("text " + Desk.newKey()) : ask;
  }

  @Test
  @Order(3)
  void shouldRefuseWhileTheBooksAreBehind() {
    Map<String, Ask> ready = ready(world, desk, "PROJECTION_BEHIND");
    UnaryOperator<Ask> justTooOld =
        ask -> ask.key(Refusals.keyOf(System.currentTimeMillis() - Refusals.WINDOW_MILLIS - 1));
    Map<String, String> others = others(desk, ready, "PROJECTION_BEHIND", justTooOld);
    for (int again = 0; again < 5 && !others.isEmpty(); again++) {
      // Where this machine stood still for longer than the books are behind, they were not.
      ready.keySet().retainAll(others.keySet());
      others = others(desk, ready, "PROJECTION_BEHIND", justTooOld);
    }
    assertThat(others).isEmpty();
  }

  @Test
  @Order(4)
  void shouldRefuseWhileTheLedgerDoesNotKnowTheBanksKey() throws Exception {
    Map<String, Ask> ready = ready(world, desk, "BANK_NOT_READY");
    Orders orders = new Orders(banks.system);
    orders.setKey(TwoBanks.BANK, TwoBanks.OTHER_BANK);
    try {
      assertThat(others(desk, ready, "BANK_NOT_READY", ask -> ask)).isEmpty();
    } finally {
      orders.setKey(TwoBanks.BANK, TwoBanks.BANK);
    }
  }

  @Test
  @Order(5)
  void shouldAnswerAsDeclaredWhileItsSurroundingsBreak() throws Exception {
    try (FrailService frail = new FrailService(banks.system, dir.resolve("frail"))) {
      shouldSayThatItStarts(frail);
      WalletNode node = frail.start(RATE_HIGH, RATE_HIGH);
      try (Desk at = new Desk(node.port(), banks.contract, FrailService.OPERATOR)) {
        World there = new World(at, world.foreign);
        shouldLimitRates(frail, there, at);
        shouldNotWaitForSlowBodies(there, at, node.port());
        shouldNotTakeMoreThanItCan(there, at, node.port());
        Map<String, Ask> stopping = ready(there, at, "STOPPING");
        Map<String, Ask> away = ready(there, at, "DATABASE_UNAVAILABLE");
        shouldEndWhatTakesTooLong(frail, there, at);
        frail.stopDatabase();
        Await.until(
            "the service notices",
            () -> at.send(Ask.get("/v1/wallets", FrailService.OPERATOR)).status() == 503);
        assertThat(others(at, away, "DATABASE_UNAVAILABLE", this::textKey)).isEmpty();
        shouldSayThatItStops(node, at, stopping);
      } finally {
        node.close();
      }
    }
  }

  private void shouldSayThatItStarts(FrailService frail) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    TransportConfig nowhere = new TransportConfig("nowhere", "frail", List.of("127.0.0.1:1"));
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread starting = Thread.ofPlatform().start(() -> startInVain(frail, port, nowhere, end));
    try (Desk at = new Desk(port, banks.contract, desk.operator())) {
      Await.until("it listens", () -> canConnect(port) || end.isDone());
      assertThat(end).as("it starts for ever").isNotDone();
      assertThat(others(at, ready(world, desk, "STARTING"), "STARTING", ask -> ask)).isEmpty();
    } finally {
      starting.interrupt();
      starting.join();
    }
  }

  private void startInVain(
      FrailService frail, int port, TransportConfig nowhere, CompletableFuture<Throwable> end) {
    try {
      frail.start(port, nowhere, RATE_HIGH, RATE_HIGH).close();
      end.complete(null);
    } catch (RuntimeException interrupted) {
      // It waited for a ledger that is nowhere, until the test was done.
      end.complete(interrupted);
    }
  }

  private boolean canConnect(int port) {
    try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private void shouldLimitRates(FrailService frail, World there, Desk at) {
    Map<String, Ask> ready = ready(there, at, "RATE_LIMITED");
    WalletNode strict = frail.start(1, 1);
    try (Desk limited = new Desk(strict.port(), banks.contract, FrailService.OPERATOR)) {
      Map<String, String> others = new TreeMap<>();
      ready.forEach(
          (operation, ask) -> {
            // A caller may save up a little: the first ones pass.
            for (int i = 0; i < 5; i++) {
              if (limited.send(ask).status() == 429) {
                return;
              }
            }
            others.put(operation, "never limited");
          });
      assertThat(others).isEmpty();
      Ask stranger = Ask.get("/v1/wallets", "cbdc_op_guessed");
      assertThat(Stream.generate(() -> limited.send(stranger).status()).limit(5))
          .startsWith(401)
          .contains(429);
    } finally {
      strict.close();
    }
  }

  private void shouldNotWaitForSlowBodies(World there, Desk at, int port) throws IOException {
    Map<String, Ask> ready = ready(there, at, "BODY_TOO_SLOW");
    Map<String, Wire> waiting = new TreeMap<>();
    for (Map.Entry<String, Ask> each : ready.entrySet()) {
      Wire wire = new Wire(port);
      wire.write(each.getValue().head(100) + "{");
      waiting.put(each.getKey(), wire);
    }
    for (Map.Entry<String, Wire> each : waiting.entrySet()) {
      try (Wire wire = each.getValue()) {
        Wire.Reply reply = wire.read();
        assertThat(reply.status()).as(each.getKey() + reply.body()).isEqualTo(408);
        Declared.check(banks.contract, ready.get(each.getKey()), reply);
      }
    }
  }

  private void shouldNotTakeMoreThanItCan(World there, Desk at, int port) throws IOException {
    Map<String, Ask> ready = ready(there, at, "OVERLOADED");
    List<Wire> open = new ArrayList<>();
    try {
      String half = there.valid("pay", at).head(100);
      for (int i = 0; i < OPEN_MAX; i++) {
        Wire wire = new Wire(port);
        wire.write(half);
        open.add(wire);
      }
      Await.until(
          "every place is taken",
          () -> at.send(Ask.get("/v1/bank", FrailService.OPERATOR)).status() == 503);
      assertThat(others(at, ready, "OVERLOADED", ask -> ask)).isEmpty();
    } finally {
      open.forEach(Wire::close);
    }
    Await.until(
        "it takes requests again",
        () -> at.send(Ask.get("/v1/bank", FrailService.OPERATOR)).status() == 200);
  }

  private void shouldEndWhatTakesTooLong(FrailService frail, World there, Desk at)
      throws Exception {
    Map<String, Ask> ready = ready(there, at, "TIMEOUT");
    try (Connection locked = frail.lockAll()) {
      List<CompletableFuture<Map<String, String>>> all = new ArrayList<>();
      ready.forEach(
          (operation, ask) -> all.add(inBackground(at, Map.of(operation, ask), "TIMEOUT")));
      Map<String, String> others = new TreeMap<>();
      for (CompletableFuture<Map<String, String>> each : all) {
        others.putAll(each.get());
      }
      assertThat(others).isEmpty();
      locked.rollback();
    }
  }

  private CompletableFuture<Map<String, String>> inBackground(
      Desk at, Map<String, Ask> asks, String expected) {
    CompletableFuture<Map<String, String>> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try (Desk aside = at.another()) {
                done.complete(others(aside, asks, expected, this::textKey));
              } catch (AssertionError | RuntimeException failed) {
                done.completeExceptionally(failed);
              }
            });
    return done;
  }

  @SuppressWarnings("try") // closing the hanging request is what lets the service stop
  private void shouldSayThatItStops(WalletNode node, Desk at, Map<String, Ask> ready)
      throws Exception {
    try (Wire hanging = new Wire(node.port())) {
      hanging.write(ready.get("pay").head(100));
      long projectors = projectors();
      Thread stopping = Thread.ofPlatform().start(node::close);
      Await.until(
          "it stops",
          () ->
              Desk.json(at.send(Ask.get("/v1/bank", FrailService.OPERATOR)))
                  .path("code")
                  .asText()
                  .equals("STOPPING"));
      assertThat(others(at, ready, "STOPPING", ask -> ask)).isEmpty();
      assertThat(projectors()).as("what requests in work need goes on").isEqualTo(projectors);
      hanging.close();
      stopping.join();
      assertThat(projectors()).isEqualTo(projectors - 1);
    }
  }

  /** Of all services in this JVM. */
  private static long projectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("wallet-projector"))
        .count();
  }

  @Test
  @Order(6)
  void shouldAnswerAsDeclaredWithoutALedger() {
    Map<String, Ask> pending = ready(world, desk, "202");
    Map<String, Ask> reads = ready(world, desk, "NO_LEADER");
    banks.system.cluster().stop("node-1");
    Map<String, String> others = new TreeMap<>();
    List<CompletableFuture<Map<String, String>>> all = new ArrayList<>();
    pending.forEach((operation, ask) -> all.add(inBackground(desk, Map.of(operation, ask), "202")));
    reads.forEach(
        (operation, ask) -> all.add(inBackground(desk, Map.of(operation, ask), "NO_LEADER")));
    all.forEach(each -> others.putAll(each.join()));
    assertThat(others).isEmpty();
  }

  @Test
  @Order(7)
  void shouldHaveSeenEveryDeclaredAnswer() {
    ContractCheck contract = banks.contract;
    assertThat(contract.unseen())
        .filteredOn(
            each -> {
              String[] parts = each.split(" ", -1);
              return NotProvoked.reason(parts[0], parts[parts.length - 1]).isEmpty();
            })
        .isEmpty();
  }
}
