package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.protocol.Approval;
import cbdc.protocol.OrderCodec;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every rule of the desk, with the words for it. */
class OrderDeskRefusalTest {
  /** A way in which approval must fail. */
  record RefusalRow(
      String name, DeskRule rule, Function<DeskFixture, DeskAnswer> step, String words)
      implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldRefuseWithTheRuleThatIsBroken() {
    List<RefusalRow> rows =
        List.of(
            new RefusalRow(
                "a key approves twice",
                DeskRule.APPROVED_BEFORE,
                t -> approveTwice(t, Keys.BOB),
                "each key counts once"),
            new RefusalRow(
                "the maker approves",
                DeskRule.MAKER_MAY_NOT_APPROVE,
                t -> approveNew(t, Keys.ALICE),
                "another key must"),
            new RefusalRow(
                "a stranger approves",
                DeskRule.KEY_NOT_THE_ISSUERS,
                t -> approveNew(t, Keys.STRANGER),
                "is not one of the issuer's"),
            new RefusalRow(
                "an approval signed elsewhere for other bytes",
                DeskRule.SIGNATURE_INVALID,
                t ->
                    t.desk.approve(
                        t.draft(OrderDraft.issue(1, 100)).id(),
                        OrderSigning.approve(Keys.BOB, new byte[] {1}),
                        "bob"),
                "for exactly the bytes"),
            new RefusalRow(
                "an order is made again whose approval was given before",
                DeskRule.BYTES_APPROVED_BEFORE,
                t -> {
                  t.desk.withdraw(t.bringTo(DeskFixture.At.APPROVED_ONCE));
                  return t.tryDraft(OrderDraft.issue(1, 100), Keys.ALICE, OptionalInt.empty());
                },
                "choose another last valid day"),
            new RefusalRow(
                "a stranger makes an order",
                DeskRule.KEY_NOT_THE_ISSUERS,
                t -> t.tryDraft(OrderDraft.issue(1, 1), Keys.STRANGER, OptionalInt.empty()),
                "maker's key"),
            new RefusalRow(
                "an order of another cluster",
                DeskRule.FOREIGN_CLUSTER,
                t ->
                    new OrderDesk(t.book, Keys.OTHER_CLUSTER, false, t.clock)
                        .approve(t.draft(OrderDraft.issue(1, 1)), Keys.BOB),
                "is for cluster"),
            new RefusalRow(
                "an order that is not there",
                DeskRule.ORDER_UNKNOWN,
                t -> t.desk.show(new OrderId(3, 3, 3)),
                "'issuer list' shows what is"),
            new RefusalRow(
                "the amount was altered",
                DeskRule.ORDER_ALTERED,
                t -> approveAltered(t, r -> withBytes(r, OrderDraft.issue(1, 999))),
                "was altered"),
            new RefusalRow(
                "the order was moved to another bank's name",
                DeskRule.ORDER_ALTERED,
                t -> approveAltered(t, r -> withBytes(r, OrderDraft.issue(2, 100))),
                "another bank or number"),
            new RefusalRow(
                "an approval was altered",
                DeskRule.ORDER_ALTERED,
                t ->
                    approveAltered(
                        t, r -> withApproval(r, OrderSigning.approve(Keys.BOB, new byte[] {1}))),
                "does not fit its bytes"),
            new RefusalRow(
                "a maker's signature stands as approval",
                DeskRule.ORDER_ALTERED,
                t ->
                    approveAltered(
                        t, r -> withApproval(r, OrderSigning.sealAsMaker(Keys.BOB, r.bytes()))),
                "does not fit its bytes"),
            new RefusalRow(
                "a maker who did not sign",
                DeskRule.ORDER_ALTERED,
                t -> approveAltered(t, OrderDeskRefusalTest::madeByCarol),
                "one who made it"),
            new RefusalRow(
                "rules that not every node knows",
                DeskRule.CONTENT_INVALID,
                t -> draftRules(t, 1),
                "rules version 2 must be at most 1, the newest that every node can execute: update all nodes"),
            new RefusalRow(
                "rules while a node is away",
                DeskRule.CONTENT_INVALID,
                t -> draftRules(t, 0),
                "some node has not said what it can: start all nodes first"),
            new RefusalRow(
                "a last day in the past",
                DeskRule.CONTENT_INVALID,
                t ->
                    t.tryDraft(
                        OrderDraft.issue(1, 1),
                        Keys.ALICE,
                        OptionalInt.of(DeskFixture.day("2026-11-21"))),
                "must be from today, 2026-11-22"),
            new RefusalRow(
                "a last day too far ahead",
                DeskRule.CONTENT_INVALID,
                t ->
                    t.tryDraft(
                        OrderDraft.issue(1, 1),
                        Keys.ALICE,
                        OptionalInt.of(DeskFixture.day("2028-01-01"))),
                "to 2027-11-23"),
            new RefusalRow(
                "an amount of zero",
                DeskRule.CONTENT_INVALID,
                t -> t.tryDraft(OrderDraft.issue(1, 0), Keys.ALICE, OptionalInt.empty()),
                "at least 0.01"),
            new RefusalRow(
                "somebody was faster",
                DeskRule.CHANGED_MEANWHILE,
                OrderDeskRefusalTest::approveAfterSomebodyElse,
                "look at it again"),
            new RefusalRow(
                "somebody is faster while signing",
                DeskRule.CHANGED_MEANWHILE,
                OrderDeskRefusalTest::approveBesideSomebodyElse,
                "look at it again"),
            new RefusalRow(
                "a later number comes first",
                DeskRule.NUMBER_TOO_HIGH,
                OrderDeskRefusalTest::submitSecondFirst,
                "takes number 1 next"),
            new RefusalRow(
                "another issuer took the number",
                DeskRule.NUMBER_USED,
                OrderDeskRefusalTest::submitAfterAnotherIssuer,
                "which another order has taken"),
            new RefusalRow(
                "the issuer's keys were changed",
                DeskRule.UNDER_APPROVED,
                OrderDeskRefusalTest::submitAfterKeyChange,
                "has 1 of the 2"),
            new RefusalRow(
                "the maker's key is gone",
                DeskRule.KEY_NOT_THE_ISSUERS,
                OrderDeskRefusalTest::submitAfterMakerLeft,
                "was made with key"),
            new RefusalRow(
                "an order expires with its day in the policy's zone",
                DeskRule.EXPIRED,
                OrderDeskRefusalTest::approveJustAfterMidnight,
                "2026-11-22"),
            new RefusalRow(
                "submitting what is executed",
                DeskRule.STATE_NOT_ALLOWED,
                t -> t.submit(t.bringTo(DeskFixture.At.EXECUTED)),
                "EXECUTED"));
    assertThat(Tables.without(DeskRule.class, rows, RefusalRow::rule)).isEmpty();
    return Tables.tests(
        rows,
        row -> {
          DeskAnswer answer = row.step().apply(new DeskFixture());
          assertThat(answer).isInstanceOf(Refused.class);
          assertThat(((Refused) answer).rule()).isEqualTo(row.rule());
          assertThat(((Refused) answer).message()).contains(row.words()).doesNotContain("\n");
        });
  }

  private static DeskAnswer approveNew(DeskFixture t, SigningKey key) {
    return t.desk.approve(t.draft(OrderDraft.issue(1, 100)), key);
  }

  private static DeskAnswer draftRules(DeskFixture t, int versionMax) {
    t.ledger.rulesVersionMax = versionMax;
    return t.tryDraft(OrderDraft.raiseRulesVersion(2), Keys.ALICE, OptionalInt.empty());
  }

  private static DeskAnswer approveTwice(DeskFixture t, SigningKey key) {
    OrderId id = t.draft(OrderDraft.issue(1, 100)).id();
    t.approve(id, key);
    return t.desk.approve(t.book.orders.get(id), key);
  }

  private static DeskAnswer approveAltered(
      DeskFixture t, Function<OrderRecord, OrderRecord> change) {
    OrderRecord altered = change.apply(t.draft(OrderDraft.issue(1, 100)));
    t.book.orders.put(altered.id(), altered);
    assertThat(t.desk.show(altered.id())).isInstanceOf(Refused.class);
    return t.desk.approve(altered, Keys.CAROL);
  }

  private static OrderRecord withBytes(OrderRecord r, OrderDraft other) {
    byte[] bytes =
        OrderCodec.encode(other.numbered(Keys.CLUSTER, 1, r.order().header().lastValidDay()));
    return new OrderRecord(
        r.id(),
        r.version(),
        bytes,
        r.seal(),
        r.draftedAtMillis(),
        r.terms(),
        r.approvals(),
        r.progress());
  }

  private static OrderRecord withApproval(OrderRecord r, Approval approval) {
    return r.with(new Signed(approval, 0));
  }

  private static OrderRecord madeByCarol(OrderRecord r) {
    Approval seal = new Approval(Keys.CAROL.keyId().value(), r.seal().signature());
    return new OrderRecord(
        r.id(),
        r.version(),
        r.bytes(),
        seal,
        r.draftedAtMillis(),
        r.terms(),
        r.approvals(),
        r.progress());
  }

  private static DeskAnswer approveAfterSomebodyElse(DeskFixture t) {
    OrderRecord seen = t.draft(OrderDraft.issue(1, 100));
    t.approve(seen.id(), Keys.BOB);
    return t.desk.approve(seen, Keys.CAROL);
  }

  private static DeskAnswer approveBesideSomebodyElse(DeskFixture t) {
    OrderRecord seen = t.draft(OrderDraft.issue(1, 100));
    t.book.before = () -> t.book.orders.put(seen.id(), seen.with(new Progress.Withdrawn(0)));
    return t.desk.approve(seen, Keys.CAROL);
  }

  private static DeskAnswer submitSecondFirst(DeskFixture t) {
    t.draft(OrderDraft.issue(1, 100));
    return t.submit(t.approved(OrderDraft.issue(1, 200)));
  }

  private static DeskAnswer submitAfterAnotherIssuer(DeskFixture t) {
    OrderId id = t.approved(OrderDraft.issue(1, 100));
    t.ledger.lastNumbers.put(1, 1L);
    return t.submit(id);
  }

  private static DeskAnswer submitAfterKeyChange(DeskFixture t) {
    OrderId id = t.approved(OrderDraft.issue(1, 100));
    t.ledger.issuerKeys = LedgerKeys.of(List.of(Keys.ALICE, Keys.BOB, Keys.STRANGER));
    return t.submit(id);
  }

  private static DeskAnswer submitAfterMakerLeft(DeskFixture t) {
    OrderId id = t.approved(OrderDraft.issue(1, 100));
    t.ledger.issuerKeys = LedgerKeys.of(List.of(Keys.BOB, Keys.CAROL));
    return t.submit(id);
  }

  private static DeskAnswer approveJustAfterMidnight(DeskFixture t) {
    OrderRecord seen =
        DeskFixture.done(
                t.tryDraft(
                    OrderDraft.issue(1, 100),
                    Keys.ALICE,
                    OptionalInt.of(DeskFixture.day("2026-11-22"))))
            .order();
    t.clock.jumpTo(Instant.parse("2026-11-22T15:59:59.999Z"));
    assertThat(t.desk.state(seen)).isEqualTo(new OrderState.Drafted());
    t.clock.jumpTo(Instant.parse("2026-11-22T16:00:00Z"));
    return t.desk.approve(seen, Keys.BOB);
  }
}
