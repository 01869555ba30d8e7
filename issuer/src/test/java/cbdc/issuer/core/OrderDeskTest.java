package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.core.DeskAnswer.Done;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.issuer.core.FakeLedger.Way;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OrderDeskTest {
  private final DeskFixture t = new DeskFixture();

  @Test
  void shouldBringAnOrderFromDraftToExecution() {
    OrderId id = t.draft(OrderDraft.issue(1, 100)).id();
    assertThat(id).hasToString("0001-00001-1");
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Drafted());
    t.approve(id, Keys.BOB);
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Approved(1, 2));
    t.approve(id, Keys.CAROL);
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Approved(2, 2));
    assertThat(t.submit(id)).isInstanceOf(Done.class);
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Executed());
    assertThat(t.ledger.executed).containsExactly(t.order(id));
    assertThat(t.order(id))
        .isEqualTo(
            OrderDraft.issue(1, 100).numbered(Keys.CLUSTER, 1, DeskFixture.day("2026-11-29")));
  }

  /** A step from a state: either the next state's text, or the rule that forbids it. */
  record StepRow(DeskFixture.At from, String step, String expected) implements Row {
    @Override
    public String name() {
      return step + " from " + from;
    }
  }

  private static StepRow row(DeskFixture.At from, String step, String expected) {
    return new StepRow(from, step, expected);
  }

  @TestFactory
  Stream<DynamicTest> shouldTakeEachStepOnlyFromTheStatesThatAllowIt() {
    List<StepRow> rows =
        List.of(
            row(DeskFixture.At.DRAFTED, "approve", "APPROVED 1 of 2"),
            row(DeskFixture.At.APPROVED_ONCE, "approve", "APPROVED 2 of 2"),
            row(DeskFixture.At.APPROVED, "approve", "! APPROVED_BEFORE"),
            row(DeskFixture.At.SUBMITTED, "approve", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.EXECUTED, "approve", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.REFUSED, "approve", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.EXPIRED, "approve", "! EXPIRED"),
            row(DeskFixture.At.WITHDRAWN, "approve", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.DRAFTED, "submit", "! UNDER_APPROVED"),
            row(DeskFixture.At.APPROVED_ONCE, "submit", "! UNDER_APPROVED"),
            row(DeskFixture.At.APPROVED, "submit", "EXECUTED"),
            row(DeskFixture.At.SUBMITTED, "submit", "EXECUTED"),
            row(DeskFixture.At.EXECUTED, "submit", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.REFUSED, "submit", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.EXPIRED, "submit", "! EXPIRED"),
            row(DeskFixture.At.WITHDRAWN, "submit", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.DRAFTED, "withdraw", "WITHDRAWN"),
            row(DeskFixture.At.APPROVED_ONCE, "withdraw", "WITHDRAWN"),
            row(DeskFixture.At.APPROVED, "withdraw", "WITHDRAWN"),
            row(DeskFixture.At.SUBMITTED, "withdraw", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.EXECUTED, "withdraw", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.REFUSED, "withdraw", "! STATE_NOT_ALLOWED"),
            row(DeskFixture.At.EXPIRED, "withdraw", "WITHDRAWN"),
            row(DeskFixture.At.WITHDRAWN, "withdraw", "! STATE_NOT_ALLOWED"));
    return Tables.tests(
        rows,
        row -> {
          DeskFixture fresh = new DeskFixture();
          OrderId id = fresh.bringTo(row.from());
          OrderRecord before = fresh.book.orders.get(id);
          DeskAnswer answer =
              switch (row.step()) {
                case "approve" -> fresh.desk.approve(before, Keys.CAROL);
                case "submit" -> fresh.submit(id);
                default -> fresh.desk.withdraw(id);
              };
          assertThat(text(fresh, answer)).isEqualTo(row.expected());
          if (answer instanceof Refused) {
            assertThat(fresh.book.orders.get(id)).isEqualTo(before);
          }
        });
  }

  private static String text(DeskFixture test, DeskAnswer answer) {
    return switch (answer) {
      case Done done -> test.desk.state(done.order()).text();
      case Refused refused -> "! " + refused.rule();
    };
  }

  @Test
  void shouldCountTheMakersApprovalOnlyWhereThatIsAllowed() {
    OrderDesk lenient = new OrderDesk(t.book, Keys.CLUSTER, true, t.clock);
    OrderRecord order = t.draft(OrderDraft.issue(1, 100));
    order = DeskFixture.done(lenient.approve(order, Keys.ALICE)).order();
    order = DeskFixture.done(lenient.approve(order, Keys.BOB)).order();
    // The strict desk does not count what the lenient one let pass.
    assertThat(((Refused) t.submit(order.id())).rule()).isEqualTo(DeskRule.UNDER_APPROVED);
    assertThat(
            DeskFixture.done(
                    lenient
                        .submit(t.ledger, order.id(), t.ids, Runnable::run)
                        .toCompletableFuture()
                        .join())
                .order()
                .progress())
        .isInstanceOf(Progress.Executed.class);
  }

  @Test
  void shouldGiveEachOpenOrderTheLowestFreeNumber() {
    OrderId first = t.draft(OrderDraft.issue(1, 1)).id();
    OrderId second = t.draft(OrderDraft.issue(1, 2)).id();
    assertThat(t.draft(OrderDraft.issue(2, 3)).id()).hasToString("0002-00001-1");
    assertThat(t.draft(OrderDraft.setPolicy(Policies.SOME)).id()).hasToString("0000-00001-1");
    assertThat(second.number()).isEqualTo(2);
    t.desk.withdraw(first);
    assertThat(t.draft(OrderDraft.issue(1, 4)).id()).hasToString("0001-00001-2");
    assertThat(t.draft(OrderDraft.issue(1, 5)).id()).hasToString("0001-00003-1");
  }

  @Test
  void shouldNoteTheSubmissionBeforeSending() {
    OrderId id = t.approved(OrderDraft.issue(1, 100));
    t.ledger.ways.add(Way.FAILS);
    assertThat(t.desk.submit(t.ledger, id, t.ids, Runnable::run).toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(t.book.orders.get(id).progress())
        .isEqualTo(new Progress.Sent(t.ledger.submitted.getFirst(), t.clock.millis()));
    DeskFixture.done(t.submit(id));
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Executed());
    assertThat(t.ledger.submitted.stream().distinct()).hasSize(1);
  }

  /** What an interrupted submission may have led to, learnt long after the ledger forgot its id. */
  @Test
  void shouldLearnFromTheHistoryWhatBecameOfAForgottenSubmission() {
    OrderId executed = t.approved(OrderDraft.issue(1, 100));
    t.ledger.ways.addAll(List.of(Way.ANSWER_LOST, Way.FORGOTTEN_AFTER));
    t.submit(executed);
    t.clock.advance(Duration.ofDays(30));
    t.submit(executed);
    assertThat(t.stateOf(executed)).isEqualTo(new OrderState.Executed());

    OrderId lost = t.approved(OrderDraft.issue(2, 100));
    t.ledger.ways.addAll(List.of(Way.LOST, Way.EXPIRED_ON_THE_WAY));
    t.submit(lost);
    assertThat(DeskFixture.done(t.submit(lost)).warnings())
        .anyMatch(line -> line.contains("never will: submit it again"));
    assertThat(t.stateOf(lost)).isEqualTo(new OrderState.Approved(2, 2));
    t.submit(lost);
    assertThat(t.stateOf(lost)).isEqualTo(new OrderState.Executed());
    assertThat(t.ledger.executed).hasSize(2);
  }

  /** Refusals that say nothing about what an earlier sending did. */
  private static final List<RejectionCode> AT_THE_DOOR =
      List.of(
          RejectionCode.BANK_UNKNOWN,
          RejectionCode.BANK_SUSPENDED,
          RejectionCode.BANK_KEY_UNKNOWN,
          RejectionCode.FOREIGN_ACCOUNT,
          RejectionCode.COMMAND_MALFORMED,
          RejectionCode.WRONG_SHARD,
          RejectionCode.BATCH_SIGNATURE_INVALID,
          RejectionCode.RULES_VERSION_UNSUPPORTED,
          RejectionCode.NODE_CHANGE_IMPOSSIBLE,
          RejectionCode.ID_REUSED,
          RejectionCode.ORDER_MALFORMED,
          RejectionCode.INTERNAL_ERROR);

  @Test
  void shouldNotTakeARefusalAtTheDoorForTheEndOfAnOrderThatWasSentBefore() {
    for (RejectionCode code : AT_THE_DOOR) {
      DeskFixture test = new DeskFixture();
      test.ledger.doorRefusal = code;
      OrderId executed = test.approved(OrderDraft.issue(1, 100));
      test.ledger.ways.addAll(List.of(Way.ANSWER_LOST, Way.REFUSED_AT_THE_DOOR));
      test.submit(executed);
      test.submit(executed);
      assertThat(test.stateOf(executed)).as("%s", code).isEqualTo(new OrderState.Executed());

      OrderId lost = test.approved(OrderDraft.issue(2, 100));
      test.ledger.ways.addAll(List.of(Way.LOST, Way.REFUSED_AT_THE_DOOR));
      test.submit(lost);
      test.submit(lost);
      assertThat(test.stateOf(lost)).as("%s", code).isEqualTo(new OrderState.Approved(2, 2));
      test.submit(lost);
      assertThat(test.stateOf(lost)).as("%s", code).isEqualTo(new OrderState.Executed());
      assertThat(test.ledger.executed).hasSize(2);
    }
  }

  @Test
  void shouldKeepASentOrderOpenWhileTheLedgerAnswersNoQuestion() {
    List<RejectionCode> silent = new ArrayList<>(AT_THE_DOOR);
    silent.removeIf(RejectionCode::spendsId);
    silent.add(RejectionCode.DEADLINE_PASSED);
    for (RejectionCode code : silent) {
      DeskFixture test = new DeskFixture();
      OrderId id = test.approved(OrderDraft.issue(1, 100));
      test.ledger.ways.addAll(List.of(Way.ANSWER_LOST, Way.REFUSED_AT_THE_DOOR));
      test.ledger.askRefusal = code;
      test.submit(id);
      assertThat(DeskFixture.done(test.submit(id)).warnings())
          .anyMatch(line -> line.startsWith("outcome not known yet"));
      assertThat(test.stateOf(id)).as("%s", code).isEqualTo(new OrderState.Submitted());
      test.ledger.askRefusal = null;
      test.submit(id);
      assertThat(test.stateOf(id)).isEqualTo(new OrderState.Executed());
      assertThat(test.ledger.executed).hasSize(1);
    }
  }

  @Test
  void shouldKeepTheLedgersRefusalOfAnOrderWhoseFirstAnswerWasLost() {
    OrderId id = t.approved(OrderDraft.issue(1, 100));
    t.ledger.verdict = outcome -> new Outcome.Rejected(RejectionCode.ORDER_OVER_QUOTA, 7, 0);
    t.ledger.ways.add(Way.ANSWER_LOST);
    t.submit(id);
    t.submit(id);
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Refused(RejectionCode.ORDER_OVER_QUOTA));
  }

  @Test
  void shouldKeepTheRefusalOfTheLedgerWithItsAmount() {
    OrderId id = t.bringTo(DeskFixture.At.REFUSED);
    assertThat(t.book.orders.get(id).progress())
        .isEqualTo(
            new Progress.Refused(
                t.ledger.submitted.getFirst(),
                RejectionCode.ORDER_OVER_QUOTA,
                7,
                t.clock.millis()));
    assertThat(t.stateOf(id).text())
        .isEqualTo("REFUSED ORDER_OVER_QUOTA: the bank would have more outstanding than its quota");
  }

  @Test
  void shouldSayThatAReturnedOrderUsedItsNumber() {
    OrderId id =
        t.approved(
            OrderDraft.setOfficialStatus(
                100_000_001_000_000L, cbdc.protocol.AccountStatus.BLOCKED));
    t.ledger.verdict = outcome -> new Outcome.Returned(RejectionCode.ACCOUNT_UNKNOWN);
    assertThat(DeskFixture.done(t.submit(id)).warnings())
        .anyMatch(line -> line.startsWith("the number is used"));
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Refused(RejectionCode.ACCOUNT_UNKNOWN));
  }

  /** A warning that drafting must give. */
  record WarningRow(String name, OrderDraft draft, String expected) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldWarnEarly() {
    Consumer<DeskFixture> banks =
        t -> {
          t.ledger.admit(1, BankStatus.ACTIVE, 1_000, Keys.PUBLIC);
          t.ledger.supplies.put(0, Readings.shardZero());
        };
    return Tables.tests(
        List.of(
            new WarningRow(
                "over quota",
                OrderDraft.issue(1, 701),
                "over quota: bank 0001 may have 7.00 more outstanding at most"),
            new WarningRow(
                "over reserves",
                OrderDraft.issue(1, 501),
                "over reserves: bank 0001 has 5.00 in its reserve"),
            new WarningRow(
                "over vault",
                OrderDraft.redeem(1, 201),
                "over vault: bank 0001 has 2.00 in its vault"),
            new WarningRow(
                "over outstanding",
                OrderDraft.redeem(1, 301),
                "more than was issued through bank 0001 and is still out: 3.00"),
            new WarningRow(
                "unknown bank",
                OrderDraft.issue(2, 1),
                "bank 0002 is not admitted: a set-bank order must come first"),
            new WarningRow(
                "no keys",
                OrderDraft.setBank(1, BankStatus.ACTIVE, 5, List.of()),
                "bank 0001 is active but loses all its keys: it could send nothing"),
            new WarningRow(
                "version",
                OrderDraft.raiseRulesVersion(3),
                "rules are at version 1: only version 2 can follow"),
            new WarningRow(
                "no key stays",
                OrderDraft.setIssuerKeys(1, LedgerKeys.of(List.of(Keys.STRANGER))),
                "none of the issuer's present keys stays: make sure that the new ones can be read and used")),
        row -> {
          DeskFixture fresh = new DeskFixture();
          banks.accept(fresh);
          assertThat(
                  DeskFixture.done(fresh.tryDraft(row.draft(), Keys.ALICE, OptionalInt.empty()))
                      .warnings())
              .contains(row.expected());
          assertThat(fresh.book.orders).hasSize(1);
        });
  }

  @Test
  void shouldNotWarnAboutWhatJustFits() {
    t.ledger.admit(1, BankStatus.ACTIVE, 1_000, Keys.PUBLIC);
    t.ledger.supplies.put(0, Readings.shardZero());
    assertThat(
            DeskFixture.done(t.tryDraft(OrderDraft.issue(1, 500), Keys.ALICE, OptionalInt.empty()))
                .warnings())
        .isEmpty();
    assertThat(
            DeskFixture.done(t.tryDraft(OrderDraft.redeem(1, 200), Keys.ALICE, OptionalInt.empty()))
                .warnings())
        .containsExactly("number 2 can be submitted only after the orders that are open before it");
  }

  @Test
  void shouldRemindOfCopiesWhenAFullyApprovedOrderIsWithdrawn() {
    assertThat(DeskFixture.done(t.desk.withdraw(t.approved(OrderDraft.issue(1, 100)))).warnings())
        .containsExactly(
            "it carries enough approvals: whoever has a copy could submit it until its last valid day");
  }

  @Test
  void shouldRoundTripTheTermsOfARecord() {
    assertThat(t.draft(OrderDraft.issue(1, 1)).terms())
        .isEqualTo(new LedgerTerms(2, Keys.PUBLIC, 8 * 3600));
  }
}
