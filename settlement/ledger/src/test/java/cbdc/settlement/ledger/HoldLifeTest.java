package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Outcome;
import cbdc.protocol.Outcome.Rejected;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.OutcomeReader.ExpiredHold;
import cbdc.protocol.RejectionCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a hold: placed, captured in parts, used up, released, expired, sent back. */
class HoldLifeTest {
  private final Town t = new Town();

  @AfterEach
  void shouldHaveSoundBooks() {
    t.assertSound();
  }

  @Test
  void shouldSetMoneyAsideAndPayItInParts() {
    PlaceHold hold = t.done(t.hold(t.alice, t.shop, 300));
    t.assertBalances("alice 700+300 shop 0");
    t.done(t.capture(hold, 100));
    t.assertBalances("alice 700+200 shop 100");
    t.done(t.capture(hold, 200));
    t.assertBalances("alice 700 shop 300");
    assertThat(t.world.state(1).holds().size()).isZero();
  }

  @Test
  void shouldGiveTheRestBackWhenReleased() {
    PlaceHold hold = t.done(t.hold(t.alice, t.shop, 300));
    t.done(t.capture(hold, 100));
    t.done(t.release(hold));
    t.assertBalances("alice 900 shop 100");
  }

  @Test
  void shouldReleaseEvenWhenThePayerIsBlocked() {
    PlaceHold hold = t.done(t.hold(t.alice, t.shop, 300));
    t.done(t.setStatus(t.alice, AccountStatus.BLOCKED));
    t.officialStatus(t.alice, AccountStatus.BLOCKED);
    t.done(t.release(hold));
    t.assertBalances("alice 1000");
  }

  @Test
  void shouldBookHoldsBackAtTheirTimeAndSaySo() {
    PlaceHold hold = t.done(t.hold(t.alice, t.shop, 300));
    t.done(t.capture(hold, 100));
    t.world.advanceMillis(Town.HOUR_MILLIS - 1);
    t.world.executeEntry(1, Batches.empty(t.world.nowMillis()));
    t.assertBalances("alice 700+200 shop 100");

    t.world.advanceMillis(1);
    BatchResult result = t.world.executeEntry(1, Batches.empty(t.world.nowMillis()));

    OutcomeReader reader = new OutcomeReader().wrap(result.outcomes());
    assertThat(reader.head().expiredHolds()).isEqualTo(1);
    assertThat(reader.nextExpiredHold()).isEqualTo(new ExpiredHold(hold.id(), t.alice, 200));
    t.assertBalances("alice 900 shop 100");
  }

  @Test
  void shouldBookOnlySoManyExpiriesInABatch() {
    Town town =
        new Town(
            new LedgerWorld(
                LedgerWorld.genesis(3),
                cbdc.settlement.ledger.state.StateBounds.DEFAULT,
                new LedgerBounds(2, 1, 1)));
    for (int i = 0; i < 5; i++) {
      town.done(town.hold(town.alice, town.shop, 10));
    }
    town.world.advanceMillis(Town.HOUR_MILLIS);
    for (int left : new int[] {3, 1, 0, 0}) {
      town.world.executeEntry(1, Batches.empty(town.world.nowMillis()));
      assertThat(town.world.state(1).holds().size()).isEqualTo(left);
    }
    town.assertBalances("alice 1000");
  }

  @Test
  void shouldCountTowardsTheDayWhenPlacedAndNotAgainWhenCaptured() {
    PlaceHold hold = t.done(t.hold(t.bob, t.shop, 1_000));
    assertThat(spentByBobToday()).isEqualTo(1_000);
    t.done(t.capture(hold, 1_000));
    assertThat(spentByBobToday()).isEqualTo(1_000);
  }

  @Test
  void shouldGiveTheAllowanceBackOnTheSameDay() {
    t.done(t.pay(t.bob, t.shop, 500));
    PlaceHold hold = t.done(t.hold(t.bob, t.shop, 1_000));
    t.done(t.capture(hold, 300));
    t.done(t.release(hold));
    assertThat(spentByBobToday()).isEqualTo(800);
    assertThat(spentByBobThisYear()).isEqualTo(800);
  }

  @Test
  void shouldGiveOnlyTheYearsAllowanceBackOnAnotherDay() {
    t.done(t.hold(t.bob, t.shop, 1_000));
    t.world.advanceMillis(Town.HOUR_MILLIS - 1);
    PlaceHold late = t.done(t.hold(t.bob, t.shop, 700, t.world.nowMillis() + Town.DAY_MILLIS));
    t.world.advanceMillis(Town.DAY_MILLIS - 1);
    t.done(t.pay(t.bob, t.shop, 100));
    t.done(t.release(late));
    assertThat(spentByBobToday()).isEqualTo(100);
    assertThat(spentByBobThisYear()).isEqualTo(100);
  }

  @Test
  void shouldPayAHoldToAnotherShard() {
    PlaceHold hold = t.done(t.hold(t.alice, t.carol, 300));
    CaptureHold capture = t.capture(hold, 200);
    assertThat(t.world.execute(capture)).isEqualTo(Outcome.Pending.INSTANCE);
    t.assertBalances("alice 700+100 carol 0");
    t.world.deliverAll();
    t.assertBalances("alice 700+100 carol 200");
    assertThat(t.world.remembered(1, capture.id())).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldCreditAReturnedCaptureToTheBalanceAndNotToTheHold() {
    PlaceHold hold = t.done(t.hold(t.bob, t.carol, 300));
    t.done(t.setStatus(t.carol, AccountStatus.CREDIT_BLOCKED));
    CaptureHold capture = t.done(t.capture(hold, 200));
    t.world.deliverAll();
    t.assertBalances("bob 4400+100 carol 0");
    assertThat(t.world.remembered(1, capture.id()))
        .isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_BLOCKED));
    assertThat(spentByBobToday()).isEqualTo(100);
    assertThat(t.world.execute(t.capture(hold, 101)))
        .isEqualTo(new Rejected(RejectionCode.CAPTURE_OVER_HOLD, 100, 0));
  }

  @Test
  void shouldLetACaptureOverALimitPassSinceItWasCountedBefore() {
    PlaceHold hold = t.done(t.hold(t.bob, t.shop, 1_000));
    t.done(t.pay(t.bob, t.shop, 1_000));
    t.done(t.pay(t.bob, t.shop, 500));
    t.done(t.capture(hold, 1_000));
    t.assertBalances("bob 2000 shop 2500");
  }

  private long spentByBobToday() {
    int day = (int) Math.floorDiv(t.world.nowMillis() + 8 * Town.HOUR_MILLIS, Town.DAY_MILLIS);
    return t.world.state(1).accounts().spentInDay(t.world.state(1).accounts().find(t.bob), day);
  }

  private long spentByBobThisYear() {
    return t.world.state(1).accounts().spentInYear(t.world.state(1).accounts().find(t.bob), 2026);
  }
}
