package cbdc.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.api.Rig;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.Policies;
import cbdc.issuer.store.TestDatabase;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line against the issuer's service: keys here, orders there. */
@Timeout(120)
class RemoteCounterTest {
  /** Three days after the clock's. */
  private static final int ASKED_DAY = (int) LocalDate.of(2026, 11, 25).toEpochDay();

  @TempDir private Path folder;
  private Workplace work;
  private TestDatabase database;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    work = new Workplace(folder);
    // What the commands need of the ledger here, they do not get.
    work.issuer.ledger = null;
    database = new TestDatabase();
    rig = new Rig(database, Rig.newContract(), new Rig.Parts());
    for (String name : List.of("alice", "bob", "carol", "sam", "nobody")) {
      Files.writeString(folder.resolve(name + ".token"), name + "-token\n");
    }
  }

  @AfterEach
  void stop() {
    rig.close();
    database.close();
  }

  private int run(String person, String... args) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--url", rig.url(), "--token-file", folder.resolve(person + ".token").toString()));
    all.addAll(List.of(args));
    return work.run(all.toArray(String[]::new));
  }

  @Test
  void shouldBringAnOrderFromDraftToExecution() throws IOException {
    assertThat(run("alice", "draft", "issue", "--bank", "0001", "--amount", "1", "--key", "@alice"))
        .as(work.issuer.err)
        .isZero();
    assertThat(work.issuer.out).contains("order      0001-00001-1", "Next: issuer approve");
    work.issuer.answers = "y\n";
    assertThat(run("bob", "approve", "0001-00001-1", "--key", "@bob")).isZero();
    assertThat(work.issuer.out).contains("does       issue 1.00 to bank 0001", "APPROVED 1 of 2");
    assertThat(run("carol", "approve", "0001-00001-1", "--yes", "--key", "@carol")).isZero();
    assertThat(run("bob", "list")).isZero();
    assertThat(work.issuer.out).contains("0001-00001-1  APPROVED 2 of 2");
    assertThat(run("sam", "submit", "0001-00001-1")).isZero();
    assertThat(work.issuer.out).contains("state      EXECUTED");
    assertThat(run("bob", "list")).isZero();
    assertThat(work.issuer.out).contains("No open orders");
    assertThat(run("bob", "list", "--all")).isZero();
    assertThat(work.issuer.out).contains("EXECUTED");
    assertThat(run("bob", "show", "0001-00001-1", "--json")).isZero();
    assertThat(rig.ledger.executed).hasSize(1);
    assertThat(folder.resolve("orders")).doesNotExist();
  }

  @Test
  void shouldWithdrawAnOrder() {
    run("alice", "draft", "issue", "--bank", "0001", "--amount", "1", "--key", "@alice");
    assertThat(run("bob", "withdraw", "0001-00001-1")).isZero();
    assertThat(work.issuer.out).contains("WITHDRAWN");
  }

  /** What people get wrong, and how it is told. */
  record Wrong(String name, String person, List<String> args, int exitCode, String words)
      implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldTellInOneLineWhatIsWrong() {
    List<String> draft =
        List.of("draft", "issue", "--bank", "0001", "--amount", "1", "--key", "@alice");
    run("alice", draft.toArray(String[]::new));
    String order = "0001-00001-1";
    return Tables.tests(
        List.of(
            new Wrong("token", "nobody", draft, 1, "UNAUTHENTICATED"),
            new Wrong("role", "bob", draft, 3, "FORBIDDEN: bob is approver; this needs maker"),
            new Wrong("order", "bob", List.of("show", "0009-00009-9"), 3, "ORDER_UNKNOWN"),
            new Wrong("early", "sam", List.of("submit", order), 3, "UNDER_APPROVED"),
            new Wrong(
                "maker's key",
                "bob",
                List.of("approve", order, "--yes", "--key", "@alice"),
                3,
                "may not approve it too"),
            new Wrong(
                "stranger's key",
                "bob",
                List.of("approve", order, "--yes", "--key", "@stranger"),
                3,
                "is not one of the issuer's keys"),
            new Wrong(
                "content",
                "alice",
                List.of(
                    "draft", "sweep-suspense", "--bank", "0001", "--shard", "9", "--key", "@alice"),
                2,
                "CONTENT_INVALID")),
        row -> {
          assertThat(run(row.person(), row.args().toArray(String[]::new)))
              .as(work.issuer.err)
              .isEqualTo(row.exitCode());
          assertThat(work.issuer.err).contains(row.words()).hasLineCount(1);
        });
  }

  @Test
  void shouldSayThatTheServiceDoesNotAnswer() {
    String token = folder.resolve("bob.token").toString();
    assertThat(work.run("--url", "http://127.0.0.1:1", "--token-file", token, "list")).isEqualTo(1);
    assertThat(work.issuer.err).contains("no answer of the issuer's service");
    assertThat(work.run("--url", rig.url(), "list")).isEqualTo(2);
    assertThat(work.issuer.err).contains("--token-file is missing");
    assertThat(work.run("--url", "nonsense", "--token-file", token, "list")).isEqualTo(2);
  }

  /** Every kind of order. */
  record Kind(String name, OrderDraft draft) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldGetEveryKindOfOrderAsItWasAskedFor() {
    long account = AccountNumber.of(1, 1_000_000);
    RemoteCounter counter =
        new RemoteCounter(
            new ServiceClient(rig.url(), folder.resolve("alice.token"), Duration.ofSeconds(10)),
            Keys.CLUSTER,
            work.issuer.clock);
    return Tables.tests(
        List.of(
            new Kind("credit-reserve", OrderDraft.creditReserve(1, Long.MAX_VALUE)),
            new Kind("issue", OrderDraft.issue(1, 1)),
            new Kind("redeem", OrderDraft.redeem(1, 12_345)),
            new Kind("block", OrderDraft.setOfficialStatus(account, AccountStatus.DEBIT_BLOCKED)),
            new Kind("unblock", OrderDraft.setOfficialStatus(account, AccountStatus.ACTIVE)),
            new Kind("set-policy", OrderDraft.setPolicy(Policies.SOME)),
            new Kind("set-bank", OrderDraft.setBank(2, BankStatus.SUSPENDED, 7, Keys.PUBLIC)),
            new Kind("set-issuer-keys", OrderDraft.setIssuerKeys(2, Keys.PUBLIC)),
            new Kind("sweep-suspense", OrderDraft.sweepSuspense(1, 1)),
            new Kind("raise-rules-version", OrderDraft.raiseRulesVersion(2)),
            new Kind("replace-node", OrderDraft.replaceNode("node-2", "node-4")),
            new Kind("add a node", OrderDraft.replaceNode("", "node-5"))),
        kind -> {
          OrderRecord kept =
              counter.draft(kind.draft(), Keys.ALICE, OptionalInt.empty(), 3).order();
          assertThat(OrderDraft.like(kept.order())).isEqualTo(kind.draft());
        });
  }

  @Test
  void shouldSignNothingElseThanWasAskedFor() throws IOException {
    byte[] other =
        cbdc.protocol.OrderCodec.encode(
            OrderDraft.issue(2, 999_999).numbered(Keys.CLUSTER, 1, ASKED_DAY));
    byte[] foreign =
        cbdc.protocol.OrderCodec.encode(
            OrderDraft.issue(1, 1).numbered(Keys.OTHER_CLUSTER, 1, ASKED_DAY));
    byte[] longer =
        cbdc.protocol.OrderCodec.encode(
            OrderDraft.issue(1, 1).numbered(Keys.CLUSTER, 1, ASKED_DAY + 2));
    for (byte[] bytes : List.of(other, foreign, longer)) {
      ObjectNode answer = Json.object().put("bytes", HexFormat.of().formatHex(bytes));
      List<String> posted = new ArrayList<>();
      HttpServer liar =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      liar.createContext(
          "/",
          exchange -> {
            posted.add(exchange.getRequestURI().getPath());
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(body);
            }
          });
      liar.start();
      try {
        RemoteCounter counter =
            new RemoteCounter(
                new ServiceClient(
                    "http://127.0.0.1:" + liar.getAddress().getPort(),
                    folder.resolve("alice.token"),
                    Duration.ofSeconds(10)),
                Keys.CLUSTER,
                work.issuer.clock);
        assertThatThrownBy(
                () -> counter.draft(OrderDraft.issue(1, 1), Keys.ALICE, OptionalInt.empty(), 3))
            .isInstanceOf(IssuerFailure.class)
            .hasMessageContaining("not signed");
        assertThat(posted).containsExactly("/v1/prepared-orders");
      } finally {
        liar.stop(0);
      }
    }
  }

  @Test
  void shouldMakeATokenThatTheServiceWouldKnow() throws IOException {
    assertThat(work.run("tokens", "new", "dora", "maker,auditor")).isZero();
    List<String> lines = work.issuer.out.lines().toList();
    String token = lines.get(0).replaceFirst("token +", "");
    Path file =
        Files.writeString(folder.resolve("tokens"), lines.get(1).replaceFirst("line +", ""));
    assertThat(new cbdc.issuer.store.TokenFile(file, work.issuer.clock).of(token))
        .hasValueSatisfying(person -> assertThat(person.name()).isEqualTo("dora"));
    assertThat(work.run("tokens", "new", "dora", "king")).isEqualTo(2);
    assertThat(work.issuer.err).contains("role 'king' must be one of");
  }
}
