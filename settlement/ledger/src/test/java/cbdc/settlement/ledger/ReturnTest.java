package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What cannot be credited comes back to its payer, whatever stands in the way of other money. */
class ReturnTest {
  private final Town t = new Town();

  /** What the payee's side refuses, and the code that comes back. */
  record Unable(
      String name, RejectionCode code, java.util.function.Consumer<Town> given, long amount)
      implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldSendBackWhatCannotBeCredited() {
    return Tables.tests(
        List.of(
            new Unable(
                "a payee blocked by its bank",
                RejectionCode.PAYEE_BLOCKED,
                t -> t.done(t.setStatus(t.carol, AccountStatus.BLOCKED)),
                300),
            new Unable(
                "a payee blocked by an order",
                RejectionCode.PAYEE_BLOCKED,
                t -> t.officialStatus(t.carol, AccountStatus.CREDIT_BLOCKED),
                300),
            new Unable(
                "a closed payee",
                RejectionCode.PAYEE_CLOSED,
                t -> t.done(t.setStatus(t.carol, AccountStatus.CLOSED)),
                300),
            new Unable(
                "over the payee's cap",
                RejectionCode.PAYEE_BALANCE_LIMIT,
                t -> fillCarol(t, 4_800),
                201)),
        row -> {
          Town town = new Town();
          row.given().accept(town);
          long before = town.world.available(town.carol);
          Pay pay = town.done(town.pay(town.alice, town.carol, row.amount()));
          town.world.deliverAll();
          assertThat(town.world.remembered(1, pay.id()))
              .isEqualTo(new Outcome.Returned(row.code()));
          town.assertBalances("alice 1000");
          assertThat(town.world.available(town.carol)).isEqualTo(before);
          town.assertSound();
        });
  }

  @Test
  void shouldSendBackToAPayeeThatDoesNotExist() {
    Pay pay = t.done(t.pay(t.alice, t.world.customer(2, 2, 9), 300));
    t.world.deliverAll();
    assertThat(t.world.remembered(1, pay.id()))
        .isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_UNKNOWN));
    t.assertBalances("alice 1000");
  }

  @Test
  void shouldCreditAReturnThroughEveryBlockAndCap() {
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    t.done(t.pay(t.bob, t.carol, 1_000));
    t.world.fund(t.bob, 1_400);
    t.done(t.setStatus(t.bob, AccountStatus.BLOCKED));
    t.officialStatus(t.bob, AccountStatus.BLOCKED);
    t.world.deliverAll();
    t.assertBalances("bob 5900 carol 0");
    t.assertSound();
  }

  @Test
  void shouldSendReturnsEvenWhenTheOutboxIsFull() {
    Town town =
        new Town(
            new LedgerWorld(
                LedgerWorld.genesis(3),
                new StateBounds(1_000, 10, 1_000, 1, 1),
                LedgerBounds.DEFAULT));
    fillCarol(town, 100);
    town.done(town.pay(town.carol, town.alice, 1));
    assertThat(town.world.execute(town.pay(town.carol, town.alice, 1)).toString())
        .contains("OUTBOX_FULL");
    town.done(town.setStatus(town.carol, AccountStatus.BLOCKED));
    town.done(town.pay(town.alice, town.carol, 7));
    town.world.deliver(
        1, 2, town.world.groups(1, 2, town.world.state(2).channels().incomingMark(1) + 1).get(0));
    assertThat(town.world.groups(2, 1, 1)).hasSize(2);
    town.world.deliverAll();
    town.assertBalances("alice 1001 carol 99");
    town.assertSound();
  }

  private static void fillCarol(Town town, long amount) {
    town.world.issue(2, amount);
    town.world.fund(town.carol, amount);
  }
}
