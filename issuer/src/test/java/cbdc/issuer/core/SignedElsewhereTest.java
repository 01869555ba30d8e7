package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer.Refused;
import cbdc.protocol.Approval;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Orders whose makers and approvers keep their keys to themselves: the desk gets signatures. */
class SignedElsewhereTest {
  private final DeskFixture t = new DeskFixture();

  private static Preparation.Ready prepared(DeskFixture t, OrderDraft content) {
    return (Preparation.Ready)
        t.desk
            .prepare(t.ledger, content, OptionalInt.empty(), 7, Runnable::run)
            .toCompletableFuture()
            .join();
  }

  private static DeskAnswer keep(DeskFixture t, byte[] bytes, Approval seal, String by) {
    return t.desk
        .draftSealed(t.ledger, bytes, seal, by, Runnable::run)
        .toCompletableFuture()
        .join();
  }

  private static OrderId madeBy(DeskFixture t, LocalSigningKey key, String name) {
    byte[] bytes = prepared(t, OrderDraft.issue(1, 100)).bytes();
    return DeskFixture.done(keep(t, bytes, OrderSigning.sealAsMaker(key, bytes), name))
        .order()
        .id();
  }

  private static DeskAnswer approve(DeskFixture t, OrderId id, SigningKey key, String by) {
    return t.desk.approve(id, OrderSigning.approve(key, t.book.orders.get(id).bytes()), by);
  }

  @Test
  void shouldBringAnOrderToExecutionWithoutEverHoldingAKey() {
    OrderId id = madeBy(t, Keys.ALICE, "alice");
    assertThat(t.book.orders.get(id).madeBy()).isEqualTo("alice");
    DeskFixture.done(approve(t, id, Keys.BOB, "bob"));
    DeskFixture.done(approve(t, id, Keys.CAROL, "carol"));
    DeskFixture.done(t.submit(id));
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Executed());
    assertThat(t.ledger.executed).containsExactly(t.order(id));
  }

  @Test
  void shouldKeepNothingThatNobodyHasSealed() {
    prepared(t, OrderDraft.issue(1, 100));
    assertThat(t.book.orders).isEmpty();
    assertThat(prepared(t, OrderDraft.issue(1, 5)).order().header().number()).isEqualTo(1);
  }

  @Test
  void shouldKeepAnOrderOnceThoughItArrivesTwice() {
    byte[] bytes = prepared(t, OrderDraft.issue(1, 100)).bytes();
    Approval seal = OrderSigning.sealAsMaker(Keys.ALICE, bytes);
    OrderId first = DeskFixture.done(keep(t, bytes, seal, "alice")).order().id();
    assertThat(DeskFixture.done(keep(t, bytes, seal, "alice")).order().id()).isEqualTo(first);
    assertThat(t.book.orders).hasSize(1);
  }

  /** A refusal, and what leads there. */
  record Refusal(String name, DeskRule rule, Function<DeskFixture, DeskAnswer> step, String words)
      implements Row {}

  private static DeskAnswer keepChanged(
      DeskFixture t, OrderDraft content, long number, SigningKey key) {
    int lastDay = prepared(t, content).order().header().lastValidDay();
    byte[] bytes = cbdc.protocol.OrderCodec.encode(content.numbered(Keys.CLUSTER, number, lastDay));
    return keep(t, bytes, OrderSigning.sealAsMaker(key, bytes), "alice");
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseWithTheRuleThatIsBroken() {
    List<Refusal> rows =
        List.of(
            new Refusal(
                "bytes that are no order",
                DeskRule.CONTENT_INVALID,
                t -> keep(t, new byte[] {1, 2}, new Approval(0, new byte[64]), "alice"),
                "the bytes are no order"),
            new Refusal(
                "a seal of a stranger",
                DeskRule.KEY_NOT_THE_ISSUERS,
                t -> keepChanged(t, OrderDraft.issue(1, 100), 1, Keys.STRANGER),
                "maker's key"),
            new Refusal(
                "an approval in place of a seal",
                DeskRule.SIGNATURE_INVALID,
                t -> {
                  byte[] bytes = prepared(t, OrderDraft.issue(1, 100)).bytes();
                  return keep(t, bytes, OrderSigning.approve(Keys.ALICE, bytes), "alice");
                },
                "sign with label cbdc.order-made.v1"),
            new Refusal(
                "an order for another cluster",
                DeskRule.FOREIGN_CLUSTER,
                t -> {
                  byte[] bytes =
                      cbdc.protocol.OrderCodec.encode(
                          OrderDraft.issue(1, 1).numbered(Keys.OTHER_CLUSTER, 1, 99_999));
                  return keep(t, bytes, OrderSigning.sealAsMaker(Keys.ALICE, bytes), "alice");
                },
                "is for cluster"),
            new Refusal(
                "an amount that the service would not have prepared",
                DeskRule.CONTENT_INVALID,
                t -> {
                  byte[] bytes =
                      cbdc.protocol.OrderCodec.encode(
                          OrderDraft.issue(1, -5)
                              .numbered(Keys.CLUSTER, 1, DeskFixture.day("2026-11-23")));
                  return keep(t, bytes, OrderSigning.sealAsMaker(Keys.ALICE, bytes), "alice");
                },
                "at least 0.01"),
            new Refusal(
                "a number that leaves one out",
                DeskRule.NUMBER_TOO_HIGH,
                t -> keepChanged(t, OrderDraft.issue(1, 100), 2, Keys.ALICE),
                "would leave out number 1"),
            new Refusal(
                "a number that somebody took meanwhile",
                DeskRule.CHANGED_MEANWHILE,
                t -> {
                  byte[] bytes = prepared(t, OrderDraft.issue(1, 100)).bytes();
                  madeBy(t, Keys.BOB, "bob");
                  return keep(t, bytes, OrderSigning.sealAsMaker(Keys.ALICE, bytes), "alice");
                },
                "prepare the order again"),
            new Refusal(
                "the maker approves with another key",
                DeskRule.MAKER_MAY_NOT_APPROVE,
                t -> approve(t, madeBy(t, Keys.ALICE, "alice"), Keys.BOB, "alice"),
                "another person must"),
            new Refusal(
                "somebody else approves with the maker's key",
                DeskRule.MAKER_MAY_NOT_APPROVE,
                t -> approve(t, madeBy(t, Keys.ALICE, "alice"), Keys.ALICE, "bob"),
                "another key must"),
            new Refusal(
                "a person approves twice with two keys",
                DeskRule.APPROVED_BEFORE,
                t -> {
                  OrderId id = madeBy(t, Keys.ALICE, "alice");
                  DeskFixture.done(approve(t, id, Keys.BOB, "bob"));
                  return approve(t, id, Keys.CAROL, "bob");
                },
                "each person counts once"),
            new Refusal(
                "two persons approve with one key",
                DeskRule.APPROVED_BEFORE,
                t -> {
                  OrderId id = madeBy(t, Keys.ALICE, "alice");
                  DeskFixture.done(approve(t, id, Keys.BOB, "bob"));
                  return approve(t, id, Keys.BOB, "dave");
                },
                "each key counts once"),
            new Refusal(
                "a stranger's approval",
                DeskRule.KEY_NOT_THE_ISSUERS,
                t -> approve(t, madeBy(t, Keys.ALICE, "alice"), Keys.STRANGER, "eve"),
                "is not one of the issuer's keys"),
            new Refusal(
                "an order like one that was approved and withdrawn",
                DeskRule.BYTES_APPROVED_BEFORE,
                t -> {
                  OrderId id = madeBy(t, Keys.ALICE, "alice");
                  DeskFixture.done(approve(t, id, Keys.BOB, "bob"));
                  DeskFixture.done(t.desk.withdraw(id));
                  byte[] bytes = prepared(t, OrderDraft.issue(1, 100)).bytes();
                  return keep(t, bytes, OrderSigning.sealAsMaker(Keys.ALICE, bytes), "alice");
                },
                "choose another last valid day"),
            new Refusal(
                "the maker's approval comes into the book some other way",
                DeskRule.UNDER_APPROVED,
                t -> {
                  OrderId id = madeBy(t, Keys.ALICE, "alice");
                  DeskFixture.done(approve(t, id, Keys.BOB, "bob"));
                  OrderRecord order = t.book.orders.get(id);
                  t.book.orders.put(
                      id,
                      order.with(
                          new OrderRecord.Signed(
                              OrderSigning.approve(Keys.CAROL, order.bytes()), "alice", 0)));
                  return t.submit(id);
                },
                "has 1 of the 2"));
    return Tables.tests(
        rows,
        row -> {
          DeskAnswer answer = row.step().apply(new DeskFixture());
          assertThat(answer).isInstanceOf(Refused.class);
          assertThat(((Refused) answer).rule()).isEqualTo(row.rule());
          assertThat(((Refused) answer).message()).contains(row.words());
        });
  }

  @Test
  void shouldTakeTheSameOrderAgainWithAnotherDayOrWhereNobodyApprovedTheFirst() {
    DeskFixture.done(t.desk.withdraw(madeBy(t, Keys.ALICE, "alice")));
    OrderId second = madeBy(t, Keys.ALICE, "alice");
    DeskFixture.done(approve(t, second, Keys.BOB, "bob"));
    DeskFixture.done(t.desk.withdraw(second));
    OptionalInt nextDay = OptionalInt.of(t.order(second).header().lastValidDay() + 1);
    OrderId third =
        DeskFixture.done(t.tryDraft(OrderDraft.issue(1, 100), Keys.ALICE, nextDay)).order().id();
    assertThat(third).isEqualTo(new OrderId(1, 1, 3));
  }

  @Test
  void shouldTakeTwoApprovalsThatArriveAtTheSameMoment() {
    OrderId id = madeBy(t, Keys.ALICE, "alice");
    t.book.before =
        () -> {
          t.book.before = () -> {};
          DeskFixture.done(approve(t, id, Keys.CAROL, "carol"));
        };
    DeskFixture.done(approve(t, id, Keys.BOB, "bob"));
    assertThat(t.stateOf(id)).isEqualTo(new OrderState.Approved(2, 2));
  }

  @Test
  void shouldTellBothWhoSubmitAtOnceTheSameOutcome() {
    OrderId id = t.bringTo(DeskFixture.At.SUBMITTED);
    t.book.before =
        () -> {
          t.book.before = () -> {};
          DeskFixture.done(t.submit(id));
        };
    assertThat(DeskFixture.done(t.submit(id)).order().progress())
        .isInstanceOf(Progress.Executed.class);
    assertThat(t.ledger.executed).hasSize(1);
  }
}
