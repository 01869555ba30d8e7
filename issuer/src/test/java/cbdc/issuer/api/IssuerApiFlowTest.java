package cbdc.issuer.api;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.core.FakeLedger.Way;
import cbdc.issuer.core.Keys;
import cbdc.issuer.store.TestDatabase;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Orders over HTTP, from draft to outcome; every answer is held against the contract. */
@Timeout(120)
class IssuerApiFlowTest {
  private TestDatabase database;
  private Rig rig;

  @BeforeEach
  void start() {
    database = new TestDatabase();
    rig = new Rig(database, Rig.newContract(), new Rig.Parts());
  }

  @AfterEach
  void stop() {
    rig.close();
    database.close();
  }

  private static JsonObject json(Rig.Answer answer, int status) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    return answer.json();
  }

  @Test
  void shouldBringAnOrderFromDraftToExecution() {
    JsonObject prepared = json(rig.post("alice", "/v1/prepared-orders", Rig.issue(1)), 200);
    assertThat(prepared.getString("words")).isEqualTo("issue 1.00 to bank 0001");
    assertThat(prepared.getString("label")).isEqualTo("cbdc.order-made.v1");
    String order = rig.drafted(1);
    JsonObject shown = json(rig.get("audrey", "/v1/orders/" + order), 200);
    assertThat(shown.getString("state")).isEqualTo("DRAFTED");
    assertThat(shown.getJsonObject("made").getString("by")).isEqualTo("alice");
    assertThat(shown.getString("bytes")).isEqualTo(prepared.getString("bytes"));
    assertThat(json(rig.approve("bob", order, Keys.BOB), 200).getString("state"))
        .isEqualTo("APPROVED");
    assertThat(rig.submit(order).code()).isEqualTo("UNDER_APPROVED");
    json(rig.approve("carol", order, Keys.CAROL), 200);
    JsonObject executed = json(rig.submit(order), 200);
    assertThat(executed.getString("state")).isEqualTo("EXECUTED");
    assertThat(rig.ledger.executed).hasSize(1);
    JsonObject audit = json(rig.get("audrey", "/v1/audit"), 200);
    assertThat(audit.getJsonArray("faults")).isEmpty();
    assertThat(audit.getJsonArray("items"))
        .extracting(line -> ((JsonObject) line).getString("actor"))
        .containsExactly("alice", "bob", "carol", "sam", "sam");
    assertThat(json(rig.get("alice", "/v1/orders?state=EXECUTED"), 200).getJsonArray("items"))
        .hasSize(1);
  }

  @Test
  void shouldTakeALostAnswerOfTheLedgerUpAgain() {
    String order = rig.approved(1);
    rig.ledger.ways.add(Way.ANSWER_LOST);
    assertThat(json(rig.submit(order), 202).getString("state")).isEqualTo("SUBMITTED");
    assertThat(rig.withdraw(order).code()).isEqualTo("STATE_NOT_ALLOWED");
    assertThat(json(rig.submit(order), 200).getString("state")).isEqualTo("EXECUTED");
    assertThat(rig.ledger.executed).hasSize(1);
  }

  @Test
  void shouldTellWhatTheLedgerRefusedAndHowMuchWouldHaveBeenAllowed() {
    String order = rig.approved(1);
    rig.ledger.verdict = outcome -> new Outcome.Rejected(RejectionCode.ORDER_OVER_QUOTA, 77, 0);
    JsonObject refused = json(rig.submit(order), 422);
    assertThat(refused.getString("code")).isEqualTo("ORDER_OVER_QUOTA");
    assertThat(refused.getLong("amountLeftMinor")).isEqualTo(77);
    assertThat(refused.getString("order")).isEqualTo(order);
    assertThat(json(rig.get("sam", "/v1/orders/" + order), 200).getString("state"))
        .isEqualTo("REFUSED");
  }

  @Test
  void shouldGoOnWithADatabaseThatWasLostAndMintNothingWithOneThatCameBack() {
    String executed = rig.approved(1);
    String bytes = json(rig.get("bob", "/v1/orders/" + executed), 200).getString("bytes");
    json(rig.submit(executed), 200);
    database.lose();
    assertThat(rig.get("bob", "/v1/orders/" + executed).code()).isEqualTo("ORDER_UNKNOWN");
    // The old order again, as an old copy of the database would have it.
    byte[] old = java.util.HexFormat.of().parseHex(bytes);
    assertThat(rig.post("alice", "/v1/orders", Rig.sealed(old, Keys.ALICE)).code())
        .isEqualTo("CHANGED_MEANWHILE");
    String next = rig.approved(1);
    assertThat(next).isEqualTo("0001-00002-1");
    rig.ledger.lastNumbers.put(1, 2L);
    assertThat(rig.submit(next).code()).isEqualTo("NUMBER_USED");
    rig.ledger.lastNumbers.put(1, 1L);
    json(rig.submit(next), 200);
    assertThat(rig.ledger.executed).hasSize(2);
  }

  @Test
  void shouldShowTheSupplyWithoutTheDatabaseAndSayThatOrdersMustWait() {
    String order = rig.approved(1);
    database.goAway();
    cbdc.testkit.Await.until(
        "the service notices", () -> rig.get("bob", "/v1/orders").status() == 503);
    Rig.Answer away = rig.submit(order);
    assertThat(away.code()).isEqualTo("DATABASE_UNAVAILABLE");
    assertThat(away.http().headers().firstValue("Retry-After")).isPresent();
    assertThat(json(rig.get("bob", "/v1/supply"), 200).getString("conservation")).isEqualTo("ok");
    assertThat(rig.ledger.executed).isEmpty();
    database.comeBack();
    cbdc.testkit.Await.until(
        "the service notices", () -> rig.get("bob", "/v1/orders").status() == 200);
    json(rig.submit(order), 200);
  }

  @Test
  void shouldTakeAllApprovalsThatArriveAtOnceAndExecuteOnceHoweverManySubmit() throws Exception {
    for (int round = 0; round < 10; round++) {
      String order = rig.drafted(1);
      List<Rig.Answer> approvals =
          atOnce(
              List.of(
                  () -> rig.approve("bob", order, Keys.BOB),
                  () -> rig.approve("carol", order, Keys.CAROL),
                  () -> rig.approve("bob", order, Keys.BOB)));
      assertThat(approvals.stream().filter(answer -> answer.status() == 200)).hasSize(2);
      assertThat(approvals.stream().filter(answer -> answer.status() == 409))
          .singleElement()
          .extracting(Rig.Answer::code)
          .isEqualTo("APPROVED_BEFORE");
      List<Rig.Answer> submissions =
          atOnce(
              List.of(() -> rig.submit(order), () -> rig.submit(order), () -> rig.submit(order)));
      assertThat(submissions).anyMatch(answer -> answer.status() == 200);
      assertThat(submissions)
          .allSatisfy(
              answer ->
                  assertThat(answer.status() == 200 ? "" : answer.code())
                      .isIn("", "CHANGED_MEANWHILE", "STATE_NOT_ALLOWED", "NUMBER_USED"));
      assertThat(rig.ledger.executed).hasSize(round + 1);
    }
  }

  @Test
  void shouldGiveTwoMakersWhoDraftAtOnceTwoNumbersOrRefuseOne() throws Exception {
    byte[] first = rig.prepared(1);
    byte[] second = rig.prepared(1);
    assertThat(first).isEqualTo(second);
    List<Rig.Answer> answers =
        atOnce(
            List.of(
                () -> rig.post("alice", "/v1/orders", Rig.sealed(first, Keys.ALICE)),
                () -> rig.post("root", "/v1/orders", Rig.sealed(second, Keys.BOB))));
    assertThat(answers).extracting(Rig.Answer::status).containsExactlyInAnyOrder(201, 409);
    assertThat(json(rig.get("bob", "/v1/orders"), 200).getJsonArray("items")).hasSize(1);
  }

  private static List<Rig.Answer> atOnce(List<Callable<Rig.Answer>> steps) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(steps.size());
    try {
      List<Rig.Answer> answers = new ArrayList<>();
      for (Future<Rig.Answer> done : threads.invokeAll(steps)) {
        answers.add(done.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }
}
