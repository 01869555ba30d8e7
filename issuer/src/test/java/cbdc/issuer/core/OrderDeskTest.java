package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer.Done;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.issuer.core.FakeLedger.Way;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.ManualClock;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OrderDeskTest {
  private final FakeLedger ledger = new FakeLedger(Keys.CLUSTER, 4, 2, Keys.PUBLIC);
  private final MemoryOrderBook book = new MemoryOrderBook();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final CommandIds ids = CommandIds.of(clock, new Random(5));
  private final OrderDesk desk = new OrderDesk(book, Keys.CLUSTER, false, clock);

  @Test
  void shouldBringAnOrderFromDraftToExecution() {
    OrderId id = draft(OrderDraft.issue(1, 100)).id();
    assertThat(id).hasToString("0001-00001-1");
    assertThat(stateOf(id)).isEqualTo(new OrderState.Drafted());
    approve(id, Keys.BOB);
    assertThat(stateOf(id)).isEqualTo(new OrderState.Approved(1, 2));
    approve(id, Keys.CAROL);
    assertThat(stateOf(id)).isEqualTo(new OrderState.Approved(2, 2));
    assertThat(submit(id)).isInstanceOf(Done.class);
    assertThat(stateOf(id)).isEqualTo(new OrderState.Executed());
    assertThat(ledger.executed).containsExactly(order(id));
    assertThat(order(id)).isEqualTo(OrderDraft.issue(1, 100).numbered(Keys.CLUSTER, 1, day("2026-11-29")));
  }

  /** Where an order can be. */
  private enum At {
    DRAFTED,
    APPROVED_ONCE,
    APPROVED,
    SUBMITTED,
    EXECUTED,
    REFUSED,
    EXPIRED,
    WITHDRAWN
  }

  /** A step from a state: either the next state's text, or the rule that forbids it. */
  record StepRow(At from, String step, String expected) implements Row {
    @Override
    public String name() {
      return step + " from " + from;
    }
  }

  private static StepRow row(At from, String step, String expected) {
    return new StepRow(from, step, expected);
  }

  @TestFactory
  Stream<DynamicTest> shouldTakeEachStepOnlyFromTheStatesThatAllowIt() {
    List<StepRow> rows =
        List.of(
            row(At.DRAFTED, "approve", "APPROVED 1 of 2"),
            row(At.APPROVED_ONCE, "approve", "APPROVED 2 of 2"),
            row(At.APPROVED, "approve", "! APPROVED_BEFORE"),
            row(At.SUBMITTED, "approve", "! STATE_NOT_ALLOWED"),
            row(At.EXECUTED, "approve", "! STATE_NOT_ALLOWED"),
            row(At.REFUSED, "approve", "! STATE_NOT_ALLOWED"),
            row(At.EXPIRED, "approve", "! EXPIRED"),
            row(At.WITHDRAWN, "approve", "! STATE_NOT_ALLOWED"),
            row(At.DRAFTED, "submit", "! UNDER_APPROVED"),
            row(At.APPROVED_ONCE, "submit", "! UNDER_APPROVED"),
            row(At.APPROVED, "submit", "EXECUTED"),
            row(At.SUBMITTED, "submit", "EXECUTED"),
            row(At.EXECUTED, "submit", "! STATE_NOT_ALLOWED"),
            row(At.REFUSED, "submit", "! STATE_NOT_ALLOWED"),
            row(At.EXPIRED, "submit", "! EXPIRED"),
            row(At.WITHDRAWN, "submit", "! STATE_NOT_ALLOWED"),
            row(At.DRAFTED, "withdraw", "WITHDRAWN"),
            row(At.APPROVED_ONCE, "withdraw", "WITHDRAWN"),
            row(At.APPROVED, "withdraw", "WITHDRAWN"),
            row(At.SUBMITTED, "withdraw", "! STATE_NOT_ALLOWED"),
            row(At.EXECUTED, "withdraw", "! STATE_NOT_ALLOWED"),
            row(At.REFUSED, "withdraw", "! STATE_NOT_ALLOWED"),
            row(At.EXPIRED, "withdraw", "WITHDRAWN"),
            row(At.WITHDRAWN, "withdraw", "! STATE_NOT_ALLOWED"));
    return Tables.tests(
        rows,
        row -> {
          OrderDeskTest fresh = new OrderDeskTest();
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

  private static String text(OrderDeskTest test, DeskAnswer answer) {
    return switch (answer) {
      case Done done -> test.desk.state(done.order()).text();
      case Refused refused -> "! " + refused.rule();
    };
  }

  private OrderId bringTo(At at) {
    OrderId id = draft(OrderDraft.issue(1, 100)).id();
    switch (at) {
      case DRAFTED -> {
        // There already.
      }
      case APPROVED_ONCE -> approve(id, Keys.BOB);
      case EXPIRED -> clock.advance(Duration.ofDays(8));
      case WITHDRAWN -> desk.withdraw(id);
      default -> {
        approve(id, Keys.BOB);
        approve(id, Keys.CAROL);
        switch (at) {
          case SUBMITTED -> ledger.ways.add(Way.ANSWER_LOST);
          case REFUSED -> ledger.verdict = outcome -> new Outcome.Rejected(RejectionCode.ORDER_OVER_QUOTA, 7, 0);
          default -> {
            // Nothing stands in its way.
          }
        }
        if (at != At.APPROVED) {
          submit(id);
        }
      }
    }
    return id;
  }

  /** A way in which approval must fail. */
  record RefusalRow(String name, DeskRule rule, Function<OrderDeskTest, DeskAnswer> step, String words)
      implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldRefuseWithTheRuleThatIsBroken() {
    List<RefusalRow> rows =
        List.of(
            new RefusalRow(
                "a key approves twice",
                DeskRule.APPROVED_BEFORE,
                t -> t.approveTwice(Keys.BOB),
                "each key counts once"),
            new RefusalRow(
                "the maker approves", DeskRule.MAKER_MAY_NOT_APPROVE, t -> t.approveNew(Keys.ALICE), "another key must"),
            new RefusalRow(
                "a stranger approves", DeskRule.KEY_NOT_THE_ISSUERS, t -> t.approveNew(Keys.STRANGER), "is not one of the issuer's"),
            new RefusalRow(
                "a stranger makes an order",
                DeskRule.KEY_NOT_THE_ISSUERS,
                t -> t.tryDraft(OrderDraft.issue(1, 1), Keys.STRANGER, OptionalInt.empty()),
                "maker's key"),
            new RefusalRow(
                "an order of another cluster",
                DeskRule.FOREIGN_CLUSTER,
                t -> new OrderDesk(t.book, Keys.OTHER_CLUSTER, false, t.clock).approve(t.draft(OrderDraft.issue(1, 1)), Keys.BOB),
                "is for cluster"),
            new RefusalRow(
                "an order that is not there",
                DeskRule.ORDER_UNKNOWN,
                t -> t.desk.show(new OrderId(3, 3, 3)),
                "'issuer list' shows what is"),
            new RefusalRow(
                "the amount was altered",
                DeskRule.ORDER_ALTERED,
                t -> t.approveAltered(r -> withBytes(r, OrderDraft.issue(1, 999))),
                "was altered"),
            new RefusalRow(
                "the order was moved to another bank's name",
                DeskRule.ORDER_ALTERED,
                t -> t.approveAltered(r -> withBytes(r, OrderDraft.issue(2, 100))),
                "another bank or number"),
            new RefusalRow(
                "an approval was altered",
                DeskRule.ORDER_ALTERED,
                t -> t.approveAltered(r -> withApproval(r, OrderSigning.approve(Keys.BOB, new byte[] {1}))),
                "does not fit its bytes"),
            new RefusalRow(
                "a maker's signature stands as approval",
                DeskRule.ORDER_ALTERED,
                t -> t.approveAltered(r -> withApproval(r, OrderSigning.sealAsMaker(Keys.BOB, r.bytes()))),
                "does not fit its bytes"),
            new RefusalRow(
                "a maker who did not sign", DeskRule.ORDER_ALTERED, t -> t.approveAltered(OrderDeskTest::madeByCarol), "one who made it"),
            new RefusalRow(
                "a last day in the past",
                DeskRule.CONTENT_INVALID,
                t -> t.tryDraft(OrderDraft.issue(1, 1), Keys.ALICE, OptionalInt.of(day("2026-11-21"))),
                "must be from today, 2026-11-22"),
            new RefusalRow(
                "a last day too far ahead",
                DeskRule.CONTENT_INVALID,
                t -> t.tryDraft(OrderDraft.issue(1, 1), Keys.ALICE, OptionalInt.of(day("2028-01-01"))),
                "to 2027-11-23"),
            new RefusalRow(
                "an amount of zero",
                DeskRule.CONTENT_INVALID,
                t -> t.tryDraft(OrderDraft.issue(1, 0), Keys.ALICE, OptionalInt.empty()),
                "at least 0.01"),
            new RefusalRow(
                "somebody was faster", DeskRule.CHANGED_MEANWHILE, OrderDeskTest::approveAfterSomebodyElse, "look at it again"),
            new RefusalRow(
                "somebody is faster while signing", DeskRule.CHANGED_MEANWHILE, OrderDeskTest::approveBesideSomebodyElse, "look at it again"),
            new RefusalRow(
                "a later number comes first", DeskRule.NUMBER_TOO_HIGH, OrderDeskTest::submitSecondFirst, "takes number 1 next"),
            new RefusalRow(
                "another issuer took the number", DeskRule.NUMBER_USED, OrderDeskTest::submitAfterAnotherIssuer, "which another order has taken"),
            new RefusalRow(
                "the issuer's keys were changed", DeskRule.UNDER_APPROVED, OrderDeskTest::submitAfterKeyChange, "has 1 of the 2"),
            new RefusalRow(
                "the maker's key is gone", DeskRule.KEY_NOT_THE_ISSUERS, OrderDeskTest::submitAfterMakerLeft, "was made with key"),
            new RefusalRow(
                "an order expires with its day in the policy's zone", DeskRule.EXPIRED, OrderDeskTest::approveJustAfterMidnight, "2026-11-22"),
            new RefusalRow(
                "submitting what is executed", DeskRule.STATE_NOT_ALLOWED, t -> t.submit(t.bringTo(At.EXECUTED)), "EXECUTED"));
    assertThat(Tables.without(DeskRule.class, rows, RefusalRow::rule)).isEmpty();
    return Tables.tests(
        rows,
        row -> {
          DeskAnswer answer = row.step().apply(new OrderDeskTest());
          assertThat(answer).isInstanceOf(Refused.class);
          assertThat(((Refused) answer).rule()).isEqualTo(row.rule());
          assertThat(((Refused) answer).message()).contains(row.words()).doesNotContain("\n");
        });
  }

  private DeskAnswer approveNew(SigningKey key) {
    return desk.approve(draft(OrderDraft.issue(1, 100)), key);
  }

  private DeskAnswer approveTwice(SigningKey key) {
    OrderId id = draft(OrderDraft.issue(1, 100)).id();
    approve(id, key);
    return desk.approve(book.orders.get(id), key);
  }

  private DeskAnswer approveAltered(Function<OrderRecord, OrderRecord> change) {
    OrderRecord altered = change.apply(draft(OrderDraft.issue(1, 100)));
    book.orders.put(altered.id(), altered);
    assertThat(desk.show(altered.id())).isInstanceOf(Refused.class);
    return desk.approve(altered, Keys.CAROL);
  }

  private static OrderRecord withBytes(OrderRecord r, OrderDraft other) {
    byte[] bytes = OrderCodec.encode(other.numbered(Keys.CLUSTER, 1, r.order().header().lastValidDay()));
    return new OrderRecord(r.id(), r.version(), bytes, r.seal(), r.draftedAtMillis(), r.terms(), r.approvals(), r.progress());
  }

  private static OrderRecord withApproval(OrderRecord r, Approval approval) {
    return r.with(new Signed(approval, 0));
  }

  private static OrderRecord madeByCarol(OrderRecord r) {
    Approval seal = new Approval(Keys.CAROL.keyId().value(), r.seal().signature());
    return new OrderRecord(r.id(), r.version(), r.bytes(), seal, r.draftedAtMillis(), r.terms(), r.approvals(), r.progress());
  }

  private DeskAnswer approveAfterSomebodyElse() {
    OrderRecord seen = draft(OrderDraft.issue(1, 100));
    approve(seen.id(), Keys.BOB);
    return desk.approve(seen, Keys.CAROL);
  }

  private DeskAnswer approveBesideSomebodyElse() {
    OrderRecord seen = draft(OrderDraft.issue(1, 100));
    book.before = () -> book.orders.put(seen.id(), seen.with(new Progress.Withdrawn(0)));
    return desk.approve(seen, Keys.CAROL);
  }

  private DeskAnswer submitSecondFirst() {
    draft(OrderDraft.issue(1, 100));
    return submit(approved(OrderDraft.issue(1, 200)));
  }

  private DeskAnswer submitAfterAnotherIssuer() {
    OrderId id = approved(OrderDraft.issue(1, 100));
    ledger.lastNumbers.put(1, 1L);
    return submit(id);
  }

  private DeskAnswer submitAfterKeyChange() {
    OrderId id = approved(OrderDraft.issue(1, 100));
    ledger.issuerKeys = LedgerKeys.of(List.of(Keys.ALICE, Keys.BOB, Keys.STRANGER));
    return submit(id);
  }

  private DeskAnswer submitAfterMakerLeft() {
    OrderId id = approved(OrderDraft.issue(1, 100));
    ledger.issuerKeys = LedgerKeys.of(List.of(Keys.BOB, Keys.CAROL));
    return submit(id);
  }

  private DeskAnswer approveJustAfterMidnight() {
    OrderRecord seen = done(tryDraft(OrderDraft.issue(1, 100), Keys.ALICE, OptionalInt.of(day("2026-11-22")))).order();
    clock.jumpTo(Instant.parse("2026-11-22T15:59:59.999Z"));
    assertThat(desk.state(seen)).isEqualTo(new OrderState.Drafted());
    clock.jumpTo(Instant.parse("2026-11-22T16:00:00Z"));
    return desk.approve(seen, Keys.BOB);
  }

  @Test
  void shouldCountTheMakersApprovalOnlyWhereThatIsAllowed() {
    OrderDesk lenient = new OrderDesk(book, Keys.CLUSTER, true, clock);
    OrderRecord order = draft(OrderDraft.issue(1, 100));
    order = done(lenient.approve(order, Keys.ALICE)).order();
    order = done(lenient.approve(order, Keys.BOB)).order();
    // The strict desk does not count what the lenient one let pass.
    assertThat(((Refused) submit(order.id())).rule()).isEqualTo(DeskRule.UNDER_APPROVED);
    assertThat(done(lenient.submit(ledger, order.id(), ids, Runnable::run).toCompletableFuture().join()).order().progress())
        .isInstanceOf(Progress.Executed.class);
  }

  @Test
  void shouldGiveEachOpenOrderTheLowestFreeNumber() {
    OrderId first = draft(OrderDraft.issue(1, 1)).id();
    OrderId second = draft(OrderDraft.issue(1, 2)).id();
    assertThat(draft(OrderDraft.issue(2, 3)).id()).hasToString("0002-00001-1");
    assertThat(draft(OrderDraft.setPolicy(Policies.SOME)).id()).hasToString("0000-00001-1");
    assertThat(second.number()).isEqualTo(2);
    desk.withdraw(first);
    assertThat(draft(OrderDraft.issue(1, 4)).id()).hasToString("0001-00001-2");
    assertThat(draft(OrderDraft.issue(1, 5)).id()).hasToString("0001-00003-1");
  }

  @Test
  void shouldNoteTheSubmissionBeforeSending() {
    OrderId id = approved(OrderDraft.issue(1, 100));
    ledger.ways.add(Way.FAILS);
    assertThat(desk.submit(ledger, id, ids, Runnable::run).toCompletableFuture()).isCompletedExceptionally();
    assertThat(book.orders.get(id).progress()).isEqualTo(new Progress.Sent(ledger.submitted.getFirst(), clock.millis()));
    done(submit(id));
    assertThat(stateOf(id)).isEqualTo(new OrderState.Executed());
    assertThat(ledger.submitted.stream().distinct()).hasSize(1);
  }

  /** What an interrupted submission may have led to, learnt long after the ledger forgot its id. */
  @Test
  void shouldLearnFromTheHistoryWhatBecameOfAForgottenSubmission() {
    OrderId executed = approved(OrderDraft.issue(1, 100));
    ledger.ways.addAll(List.of(Way.ANSWER_LOST, Way.FORGOTTEN_AFTER));
    submit(executed);
    clock.advance(Duration.ofDays(30));
    submit(executed);
    assertThat(stateOf(executed)).isEqualTo(new OrderState.Executed());

    OrderId lost = approved(OrderDraft.issue(2, 100));
    ledger.ways.addAll(List.of(Way.LOST, Way.EXPIRED_ON_THE_WAY));
    submit(lost);
    assertThat(done(submit(lost)).warnings()).anyMatch(line -> line.contains("never will: submit it again"));
    assertThat(stateOf(lost)).isEqualTo(new OrderState.Approved(2, 2));
    submit(lost);
    assertThat(stateOf(lost)).isEqualTo(new OrderState.Executed());
    assertThat(ledger.executed).hasSize(2);
  }

  @Test
  void shouldKeepTheRefusalOfTheLedgerWithItsAmount() {
    OrderId id = bringTo(At.REFUSED);
    assertThat(book.orders.get(id).progress())
        .isEqualTo(new Progress.Refused(ledger.submitted.getFirst(), RejectionCode.ORDER_OVER_QUOTA, 7, clock.millis()));
    assertThat(stateOf(id).text())
        .isEqualTo("REFUSED ORDER_OVER_QUOTA: the bank would have more outstanding than its quota");
  }

  @Test
  void shouldSayThatAReturnedOrderUsedItsNumber() {
    OrderId id = approved(OrderDraft.setOfficialStatus(100_000_001_000_000L, cbdc.protocol.AccountStatus.BLOCKED));
    ledger.verdict = outcome -> new Outcome.Returned(RejectionCode.ACCOUNT_UNKNOWN);
    assertThat(done(submit(id)).warnings()).anyMatch(line -> line.startsWith("the number is used"));
    assertThat(stateOf(id)).isEqualTo(new OrderState.Refused(RejectionCode.ACCOUNT_UNKNOWN));
  }

  /** A warning that drafting must give. */
  record WarningRow(String name, OrderDraft draft, String expected) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldWarnEarly() {
    Consumer<OrderDeskTest> banks =
        t -> {
          t.ledger.admit(1, BankStatus.ACTIVE, 1_000, Keys.PUBLIC);
          t.ledger.supplies.put(0, Readings.shardZero());
        };
    return Tables.tests(
        List.of(
            new WarningRow("over quota", OrderDraft.issue(1, 701), "over quota: bank 0001 may have 7.00 more outstanding at most"),
            new WarningRow("over reserves", OrderDraft.issue(1, 501), "over reserves: bank 0001 has 5.00 in its reserve"),
            new WarningRow("over vault", OrderDraft.redeem(1, 201), "over vault: bank 0001 has 2.00 in its vault"),
            new WarningRow("over outstanding", OrderDraft.redeem(1, 301), "more than was issued through bank 0001 and is still out: 3.00"),
            new WarningRow("unknown bank", OrderDraft.issue(2, 1), "bank 0002 is not admitted: a set-bank order must come first"),
            new WarningRow(
                "no keys", OrderDraft.setBank(1, BankStatus.ACTIVE, 5, List.of()), "bank 0001 is active but loses all its keys: it could send nothing"),
            new WarningRow("version", OrderDraft.raiseRulesVersion(5), "rules are at version 1: only version 2 can follow"),
            new WarningRow(
                "no key stays",
                OrderDraft.setIssuerKeys(1, LedgerKeys.of(List.of(Keys.STRANGER))),
                "none of the issuer's present keys stays: make sure that the new ones can be read and used")),
        row -> {
          OrderDeskTest fresh = new OrderDeskTest();
          banks.accept(fresh);
          assertThat(done(fresh.tryDraft(row.draft(), Keys.ALICE, OptionalInt.empty())).warnings()).contains(row.expected());
          assertThat(fresh.book.orders).hasSize(1);
        });
  }

  @Test
  void shouldNotWarnAboutWhatJustFits() {
    ledger.admit(1, BankStatus.ACTIVE, 1_000, Keys.PUBLIC);
    ledger.supplies.put(0, Readings.shardZero());
    assertThat(done(tryDraft(OrderDraft.issue(1, 500), Keys.ALICE, OptionalInt.empty())).warnings()).isEmpty();
    assertThat(done(tryDraft(OrderDraft.redeem(1, 200), Keys.ALICE, OptionalInt.empty())).warnings())
        .containsExactly("number 2 can be submitted only after the orders that are open before it");
  }

  @Test
  void shouldRemindOfCopiesWhenAFullyApprovedOrderIsWithdrawn() {
    assertThat(done(desk.withdraw(approved(OrderDraft.issue(1, 100)))).warnings())
        .containsExactly("it carries enough approvals: whoever has a copy could submit it until its last valid day");
  }

  private OrderRecord draft(OrderDraft content) {
    return done(tryDraft(content, Keys.ALICE, OptionalInt.empty())).order();
  }

  private DeskAnswer tryDraft(OrderDraft content, LocalSigningKey maker, OptionalInt lastDay) {
    return desk.draft(ledger, content, maker, lastDay, 7, Runnable::run).toCompletableFuture().join();
  }

  private OrderId approved(OrderDraft content) {
    OrderId id = draft(content).id();
    approve(id, Keys.BOB);
    approve(id, Keys.CAROL);
    return id;
  }

  private void approve(OrderId id, SigningKey key) {
    done(desk.approve(book.orders.get(id), key));
  }

  private DeskAnswer submit(OrderId id) {
    return desk.submit(ledger, id, ids, Runnable::run).toCompletableFuture().join();
  }

  private OrderState stateOf(OrderId id) {
    return desk.state(book.orders.get(id));
  }

  private Order order(OrderId id) {
    return book.orders.get(id).order();
  }

  private static Done done(DeskAnswer answer) {
    assertThat(answer).isInstanceOf(Done.class);
    return (Done) answer;
  }

  private static int day(String date) {
    return (int) java.time.LocalDate.parse(date).toEpochDay();
  }

  @Test
  void shouldRoundTripTheTermsOfARecord() {
    assertThat(draft(OrderDraft.issue(1, 1)).terms()).isEqualTo(new LedgerTerms(2, Keys.PUBLIC, 8 * 3600));
  }
}
