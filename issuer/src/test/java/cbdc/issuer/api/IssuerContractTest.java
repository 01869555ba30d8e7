package cbdc.issuer.api;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.core.FakeLedger;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderSigning;
import cbdc.issuer.store.TestDatabase;
import cbdc.kit.http.RateLimiter;
import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.Await;
import cbdc.testkit.ContractCheck;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation of the contract answers everything that the contract declares, and nothing else:
 * {@link Rig} holds each answer against it, and at the end no declared answer is left over.
 */
@Timeout(300)
class IssuerContractTest {
  /** An operation, who may use it and who may not, and what it is sent with to come to its work. */
  private record Probe(
      String id, String method, String path, String person, String stranger, String body) {
    Rig.Answer send(Rig rig) {
      return send(rig, person);
    }

    Rig.Answer send(Rig rig, String by) {
      return method.equals("GET") ? rig.get(by, path) : rig.post(by, path, body);
    }
  }

  private static final String ORDER = "/v1/orders/0001-00001-1";
  private static final String SIGNATURE =
      Rig.signed(new Approval(1, new byte[Approval.SIGNATURE_LENGTH])).encode();

  private static final List<Probe> PROBES =
      List.of(
          new Probe("prepareOrder", "POST", "/v1/prepared-orders", "alice", "bob", Rig.issue(1)),
          new Probe(
              "draftOrder", "POST", "/v1/orders", "alice", "bob", Rig.sealed(order(), Keys.ALICE)),
          new Probe("listOrders", "GET", "/v1/orders", "audrey", null, null),
          new Probe("showOrder", "GET", ORDER, "audrey", null, null),
          new Probe("approveOrder", "POST", ORDER + "/approvals", "bob", "sam", SIGNATURE),
          new Probe("withdrawOrder", "POST", ORDER + "/withdrawal", "bob", "sam", null),
          new Probe("submitOrder", "POST", ORDER + "/submission", "sam", "alice", null),
          new Probe("listBanks", "GET", "/v1/banks", "bob", null, null),
          new Probe("showBank", "GET", "/v1/banks/0001", "bob", null, null),
          new Probe("showTerms", "GET", "/v1/terms", "bob", null, null),
          new Probe("showSupply", "GET", "/v1/supply", "bob", null, null),
          new Probe("listSupply", "GET", "/v1/supply/history", "bob", null, null),
          new Probe("listAudit", "GET", "/v1/audit", "audrey", "root-less", null));

  private static byte[] order() {
    return OrderCodec.encode(OrderDraft.issue(1, 100).numbered(Keys.CLUSTER, 1, 20_780));
  }

  @Test
  void shouldAnswerEverythingThatIsDeclaredAndNothingElse() throws Exception {
    ContractCheck contract = Rig.newContract();
    try (TestDatabase database = new TestDatabase()) {
      with(database, contract, parts -> {}, this::successes);
      with(database, contract, parts -> {}, this::refusalsOfForm);
      with(database, contract, parts -> {}, this::refusalsOfOrders);
      with(database, contract, parts -> {}, this::refusalsOfTheLedger);
      tooOften(database, contract);
      faults(database, contract);
      silence(database, contract);
      startingAndStopping(database, contract);
      with(database, contract, parts -> {}, rig -> databaseAway(rig, database));
    }
    assertThat(contract.unseen()).isEmpty();
  }

  @Test
  void shouldShowExamplesThatFitTheirSchemas() {
    assertThat(Rig.newContract().faultyExamples()).isEmpty();
  }

  private static void with(
      TestDatabase database,
      ContractCheck contract,
      Consumer<Rig.Parts> otherwise,
      Consumer<Rig> steps) {
    database.lose();
    Rig.Parts parts = new Rig.Parts();
    otherwise.accept(parts);
    try (Rig rig = new Rig(database, contract, parts)) {
      steps.accept(rig);
    }
  }

  private static void expect(Rig.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  private static void expect(Rig.Answer answer, int status) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
  }

  private void successes(Rig rig) {
    String order = rig.approved(1);
    rig.ledger.ways.add(FakeLedger.Way.ANSWER_LOST);
    expect(rig.submit(order), 202);
    expect(rig.submit(order), 200);
    expect(rig.withdraw(rig.drafted(1)), 200);
    for (String path :
        List.of(
            "/v1/orders?bank=0001&state=EXECUTED&limit=1",
            "/v1/banks?limit=1",
            "/v1/banks/0000",
            "/v1/banks/0001",
            "/v1/terms",
            "/v1/supply",
            "/v1/supply/history?from=2020-01-01T00:00:00Z&bank=0001",
            "/v1/audit?limit=1&cursor=2")) {
      expect(rig.get("audrey", path), 200);
    }
  }

  private void refusalsOfForm(Rig rig) {
    for (Probe probe : PROBES) {
      expect(probe.send(rig, ""), 401, "UNAUTHENTICATED");
      expect(probe.send(rig, "nobody"), 401, "UNAUTHENTICATED");
      if (probe.stranger() != null) {
        String stranger = probe.stranger().equals("root-less") ? "alice" : probe.stranger();
        expect(probe.send(rig, stranger), 403, "FORBIDDEN");
      }
      expect(
          rig.send(
              probe.method(),
              probe.path(),
              rig.request(probe.person(), probe.path())
                  .header("Accept", "text/html")
                  .header("Content-Type", "application/json")
                  .method(
                      probe.method(),
                      probe.body() == null
                          ? BodyPublishers.noBody()
                          : BodyPublishers.ofString(probe.body()))),
          406,
          "NOT_ACCEPTABLE");
      String unknown = probe.path() + "?nonsense=1";
      Probe strange =
          new Probe(probe.id(), probe.method(), unknown, probe.person(), null, probe.body());
      expect(strange.send(rig), 400, "PARAMETER_UNKNOWN");
      if (probe.body() == null) {
        expect(
            rig.send(
                probe.method(),
                probe.path(),
                rig.request(probe.person(), probe.path())
                    .header("Content-Type", "application/json")
                    .method(probe.method(), BodyPublishers.ofString("{}"))),
            400,
            "BODY_UNEXPECTED");
      } else {
        refusalsOfBody(rig, probe);
      }
    }
    for (String path :
        List.of(
            "/v1/orders?state=NONSENSE",
            "/v1/orders?limit=0",
            "/v1/orders?cursor=9999999999999999999",
            "/v1/orders/nonsense",
            "/v1/banks?cursor=1",
            "/v1/banks/1",
            "/v1/supply/history?from=yesterday",
            "/v1/supply/history?to=%2B999999999-12-31T23:59:59Z",
            "/v1/audit?limit=201")) {
      expect(rig.get("audrey", path), 400, "PARAMETER_INVALID");
    }
    for (String step : List.of("withdrawal", "submission")) {
      expect(rig.post("root", "/v1/orders/1/" + step, null), 400, "PARAMETER_INVALID");
    }
    expect(rig.post("bob", "/v1/orders/1/approvals", SIGNATURE), 400, "PARAMETER_INVALID");
  }

  private static void refusalsOfBody(Rig rig, Probe probe) {
    String deep = "{\"a\":" + "[".repeat(9) + "]".repeat(9) + "}";
    String more = probe.body().replaceFirst("\\{", "{\"nonsense\":1,");
    for (List<String> row :
        List.of(
            List.of("{", "BODY_NOT_JSON"),
            List.of(deep, "BODY_TOO_DEEP"),
            List.of(more, "FIELD_UNKNOWN"),
            List.of("{}", "FIELD_MISSING"),
            List.of(probe.body().replaceAll(":\"[^\"]+\"", ":7"), "FIELD_INVALID"))) {
      expect(rig.post(probe.person(), probe.path(), row.get(0)), 400, row.get(1));
    }
    expect(rig.post(probe.person(), probe.path(), " ".repeat(70_000)), 413, "BODY_TOO_LARGE");
    expect(
        rig.send(
            "POST",
            probe.path(),
            rig.request(probe.person(), probe.path())
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(probe.body()))),
        415,
        "MEDIA_TYPE_UNSUPPORTED");
  }

  private void refusalsOfOrders(Rig rig) {
    String unknown = "/v1/orders/0009-00009-1";
    expect(rig.get("bob", unknown), 404, "ORDER_UNKNOWN");
    expect(rig.post("bob", unknown + "/approvals", SIGNATURE), 404, "ORDER_UNKNOWN");
    expect(rig.withdraw("0009-00009-1"), 404, "ORDER_UNKNOWN");
    expect(rig.submit("0009-00009-1"), 404, "ORDER_UNKNOWN");
    expect(rig.get("bob", "/v1/banks/0009"), 404, "BANK_UNKNOWN");
    expect(rig.post("alice", "/v1/prepared-orders", Rig.issue(0)), 422, "CONTENT_INVALID");
    refusalsOfDrafts(rig);
    refusalsOfApprovals(rig);
    refusalsOfSubmissions(rig);
  }

  private static void refusalsOfDrafts(Rig rig) {
    byte[] bytes = rig.prepared(2);
    byte[] invalid = OrderCodec.encode(OrderDraft.issue(2, -1).numbered(Keys.CLUSTER, 1, 20_782));
    byte[] foreign =
        OrderCodec.encode(OrderDraft.issue(2, 1).numbered(Keys.OTHER_CLUSTER, 1, 20_782));
    byte[] later = OrderCodec.encode(OrderDraft.issue(2, 1).numbered(Keys.CLUSTER, 2, 20_782));
    expect(
        rig.post("alice", "/v1/orders", Rig.sealed(invalid, Keys.ALICE)), 422, "CONTENT_INVALID");
    expect(
        rig.post("alice", "/v1/orders", Rig.sealed(foreign, Keys.ALICE)), 422, "FOREIGN_CLUSTER");
    expect(
        rig.post("alice", "/v1/orders", Rig.sealed(bytes, Keys.STRANGER)),
        422,
        "KEY_NOT_THE_ISSUERS");
    expect(rig.post("alice", "/v1/orders", Rig.sealed(later, Keys.ALICE)), 409, "NUMBER_TOO_HIGH");
    String approvalForSeal =
        Rig.signed(OrderSigning.approve(Keys.ALICE, bytes))
            .put("bytes", HexFormat.of().formatHex(bytes))
            .encode();
    expect(rig.post("alice", "/v1/orders", approvalForSeal), 422, "SIGNATURE_INVALID");
    rig.drafted(2);
    expect(rig.post("alice", "/v1/orders", Rig.sealed(bytes, Keys.BOB)), 409, "CHANGED_MEANWHILE");
  }

  private static void refusalsOfApprovals(Rig rig) {
    String order = rig.drafted(3);
    expect(rig.approve("root", order, Keys.STRANGER), 422, "KEY_NOT_THE_ISSUERS");
    expect(
        rig.post(
            "bob",
            "/v1/orders/" + order + "/approvals",
            Rig.signed(OrderSigning.approve(Keys.BOB, new byte[] {1})).encode()),
        422,
        "SIGNATURE_INVALID");
    expect(rig.approve("bob", order, Keys.ALICE), 409, "MAKER_MAY_NOT_APPROVE");
    expect(rig.approve("bob", order, Keys.BOB), 200);
    expect(rig.approve("bob", order, Keys.CAROL), 409, "APPROVED_BEFORE");
    expect(rig.withdraw(order), 200);
    expect(rig.approve("carol", order, Keys.CAROL), 409, "STATE_NOT_ALLOWED");
    expect(rig.withdraw(order), 409, "STATE_NOT_ALLOWED");
    byte[] same = rig.prepared(3);
    Rig.Answer again = rig.post("alice", "/v1/orders", Rig.sealed(same, Keys.ALICE));
    expect(again, 409, "BYTES_APPROVED_BEFORE");
    assertThat(again.json().getString("field")).isEqualTo("bytes");
  }

  private static void refusalsOfSubmissions(Rig rig) {
    String first = rig.drafted(4);
    expect(rig.submit(first), 409, "UNDER_APPROVED");
    String second = rig.approved(4);
    expect(rig.submit(second), 409, "NUMBER_TOO_HIGH");
    rig.ledger.lastNumbers.put(4, 2L);
    expect(rig.submit(second), 409, "NUMBER_USED");
    String executed = rig.approved(4);
    expect(rig.submit(executed), 200);
    expect(rig.submit(executed), 409, "STATE_NOT_ALLOWED");
    rig.ledger.issuerKeys = List.of(Keys.PUBLIC.get(1), Keys.PUBLIC.get(2));
    expect(rig.submit(second), 422, "KEY_NOT_THE_ISSUERS");
    rig.ledger.issuerKeys = Keys.PUBLIC;
    String raced = rig.approved(5);
    rig.ledger.verdict =
        outcome -> {
          // Somebody else's hand on the book between sending and noting.
          rig.database.execute("update orders set version = version + 1 where bank = 5");
          return outcome;
        };
    expect(rig.submit(raced), 409, "CHANGED_MEANWHILE");
    rig.ledger.verdict = outcome -> outcome;
    String altered = rig.approved(6);
    rig.database.execute("update orders set maker_key = maker_key + 1 where bank = 6");
    expect(rig.get("bob", "/v1/orders/" + altered), 409, "ORDER_ALTERED");
    expect(rig.submit(altered), 409, "ORDER_ALTERED");
    expect(
        rig.post("bob", "/v1/orders/" + altered + "/approvals", SIGNATURE), 409, "ORDER_ALTERED");
    rig.database.execute("update orders set kind = 'redeem' where bank = 6");
    expect(rig.withdraw(altered), 409, "ORDER_ALTERED");
    expect(rig.get("bob", "/v1/orders"), 200);
    String expired = rig.approved(7);
    rig.clock.advance(Duration.ofDays(8));
    expect(rig.submit(expired), 409, "EXPIRED");
    expect(rig.post("bob", "/v1/orders/" + expired + "/approvals", SIGNATURE), 409, "EXPIRED");
  }

  private void refusalsOfTheLedger(Rig rig) {
    int bank = 10;
    for (RejectionCode code :
        List.of(
            RejectionCode.ORDER_OVER_QUOTA,
            RejectionCode.ORDER_OVER_RESERVES,
            RejectionCode.ORDER_OVER_VAULT,
            RejectionCode.BANK_SUSPENDED)) {
      bank++;
      rig.ledger.admit(bank, BankStatus.ACTIVE, 1_000, Keys.PUBLIC);
      rig.ledger.verdict = outcome -> new Outcome.Rejected(code, 7, 0);
      expect(rig.submit(rig.approved(bank)), 422, code.name());
    }
  }

  private static void tooOften(TestDatabase database, ContractCheck contract) {
    for (Probe probe : PROBES) {
      with(
          database,
          contract,
          parts -> parts.rates = new RateLimiter(0.001, 1, 10, System::nanoTime),
          rig -> {
            probe.send(rig);
            expect(probe.send(rig), 429, "RATE_LIMITED");
          });
    }
  }

  private static void faults(TestDatabase database, ContractCheck contract) {
    with(
        database,
        contract,
        parts ->
            parts.people =
                token -> {
                  throw new IllegalStateException("made up by a test");
                },
        rig -> PROBES.forEach(probe -> expect(probe.send(rig), 500, "INTERNAL_ERROR")));
    with(
        database,
        contract,
        parts ->
            parts.ledger =
                new UnreachableLedger(
                    CompletableFuture.failedFuture(new java.io.IOException("no leader"))),
        rig -> {
          for (Probe probe : PROBES) {
            if (contract.declared().contains(probe.id() + " 503 LEDGER_UNAVAILABLE")
                && !probe.id().equals("submitOrder")) {
              expect(probe.send(rig), 503, "LEDGER_UNAVAILABLE");
            }
          }
          rig.database.execute("truncate orders cascade");
        });
    with(
        database,
        contract,
        parts -> {},
        rig -> {
          String order = rig.approved(1);
          rig.ledger.registryFailures = 1;
          expect(rig.submit(order), 503, "LEDGER_UNAVAILABLE");
        });
  }

  private static void silence(TestDatabase database, ContractCheck contract) {
    with(
        database,
        contract,
        parts -> {
          parts.ledger = new UnreachableLedger(new CompletableFuture<>());
          parts.threads = never -> {};
          parts.settings = Rig.limits(100, Duration.ofMillis(150));
        },
        rig -> PROBES.forEach(probe -> expect(probe.send(rig), 504, "TIMEOUT")));
  }

  private static void startingAndStopping(TestDatabase database, ContractCheck contract)
      throws Exception {
    with(
        database,
        contract,
        parts -> parts.ready = () -> false,
        rig -> PROBES.forEach(probe -> expect(probe.send(rig), 503, "STARTING")));
    ExecutorService aside = Executors.newFixedThreadPool(2);
    try {
      with(
          database,
          contract,
          parts -> {
            parts.ledger = new UnreachableLedger(new CompletableFuture<>());
            parts.settings = Rig.limits(1, Duration.ofSeconds(20));
          },
          rig -> {
            Future<Rig.Answer> hanging = rig.hanging(aside);
            PROBES.forEach(probe -> expect(probe.send(rig), 503, "OVERLOADED"));
            Future<?> stopping =
                aside.submit(
                    () -> {
                      rig.server.stop();
                      return null;
                    });
            Await.until("it stops", () -> rig.get("bob", "/v1/terms").code().equals("STOPPING"));
            PROBES.forEach(probe -> expect(probe.send(rig), 503, "STOPPING"));
            assertThat(hanging).isNotDone();
            assertThat(stopping).isNotDone();
          });
    } finally {
      aside.shutdownNow();
    }
  }

  private static void databaseAway(Rig rig, TestDatabase database) {
    database.goAway();
    Await.until("the service notices", () -> rig.get("bob", "/v1/orders").status() == 503);
    for (Probe probe : PROBES) {
      if (rig.contract.declared().contains(probe.id() + " 503 DATABASE_UNAVAILABLE")) {
        expect(probe.send(rig), 503, "DATABASE_UNAVAILABLE");
      } else {
        expect(probe.send(rig), 200);
      }
    }
    database.comeBack();
    Await.until("the service notices", () -> rig.get("bob", "/v1/orders").status() == 200);
  }
}
