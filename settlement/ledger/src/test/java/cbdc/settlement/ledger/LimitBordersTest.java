package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Order.SetPolicy;
import cbdc.protocol.Outcome;
import cbdc.protocol.Outcome.Rejected;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Moment;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Where a day and a year begin and end: in the policy's time zone, whatever the zone of any node.
 */
class LimitBordersTest {
  private static final int EAST_8 = 8 * 3600;

  /** A moment, and the day and year that it belongs to. */
  record Border(
      String name,
      String time,
      int utcOffsetSeconds,
      int day,
      int year,
      String nextDay,
      String nextYear)
      implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldKnowDayAndYear() {
    return Tables.tests(
        List.of(
            new Border(
                "the last millisecond of a day",
                "2026-03-01T15:59:59.999Z",
                EAST_8,
                20_513,
                2026,
                "2026-03-01T16:00:00Z",
                "2026-12-31T16:00:00Z"),
            new Border(
                "the first of the next",
                "2026-03-01T16:00:00Z",
                EAST_8,
                20_514,
                2026,
                "2026-03-02T16:00:00Z",
                "2026-12-31T16:00:00Z"),
            new Border(
                "the last millisecond of a year",
                "2026-12-31T15:59:59.999Z",
                EAST_8,
                20_818,
                2026,
                "2026-12-31T16:00:00Z",
                "2026-12-31T16:00:00Z"),
            new Border(
                "the first of the next year",
                "2026-12-31T16:00:00Z",
                EAST_8,
                20_819,
                2027,
                "2027-01-01T16:00:00Z",
                "2027-12-31T16:00:00Z"),
            new Border(
                "29 February",
                "2028-02-29T00:00:00Z",
                0,
                21_243,
                2028,
                "2028-03-01T00:00:00Z",
                "2029-01-01T00:00:00Z"),
            new Border(
                "west of Greenwich",
                "2026-01-01T04:59:59Z",
                -5 * 3600,
                20_453,
                2025,
                "2026-01-01T05:00:00Z",
                "2026-01-01T05:00:00Z"),
            new Border(
                "before 1970",
                "1969-12-31T23:59:59Z",
                0,
                -1,
                1969,
                "1970-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z"),
            new Border(
                "a zone of half an hour and a second",
                "2026-03-01T18:29:58.999Z",
                19_801,
                20_513,
                2026,
                "2026-03-01T18:29:59Z",
                "2026-12-31T18:29:59Z")),
        row ->
            assertThat(Moment.of(millis(row.time()), row.utcOffsetSeconds()))
                .isEqualTo(
                    new Moment(
                        millis(row.time()),
                        row.day(),
                        row.year(),
                        millis(row.nextDay()),
                        millis(row.nextYear()))));
  }

  @Test
  void shouldStartTheAllowanceAnewAtMidnightOfThePolicy() {
    Town t = new Town();
    t.world.setTimeMillis(millis("2026-03-01T15:59:59.999Z"));
    spendDaily(t);
    assertThat(t.world.execute(t.pay(t.bob, t.shop, 1)))
        .isEqualTo(new Rejected(RejectionCode.LIMIT_DAILY, 0, millis("2026-03-01T16:00:00Z")));
    t.world.advanceMillis(1);
    assertThat(t.world.execute(t.pay(t.bob, t.shop, 1))).isEqualTo(Outcome.Settled.INSTANCE);
    t.assertBalances("bob 1999 shop 2501");
  }

  @Test
  void shouldStartTheYearsAllowanceAnewAtNewYear() {
    Town t = new Town();
    t.world.issue(1, 5_000);
    for (String time : List.of("2026-12-28T10:00:00Z", "2026-12-29T10:00:00Z")) {
      t.world.setTimeMillis(millis(time));
      spendDaily(t);
      t.world.fund(t.bob, 2_500);
    }
    t.world.setTimeMillis(millis("2026-12-31T15:59:59.999Z"));
    t.done(t.pay(t.bob, t.shop, 1_000));
    assertThat(t.world.execute(t.pay(t.bob, t.shop, 1)))
        .isEqualTo(new Rejected(RejectionCode.LIMIT_YEARLY, 0, millis("2026-12-31T16:00:00Z")));
    t.world.advanceMillis(1);
    spendDaily(t);
    t.assertSound();
  }

  @Test
  void shouldGiveAReturnsAllowanceBackOnlyWithinTheDay() {
    Town t = new Town();
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    t.world.setTimeMillis(millis("2026-03-01T15:59:00Z"));
    t.done(t.pay(t.bob, t.carol, 1_000));
    t.world.deliverAll();
    spendDaily(t);

    t.world.setTimeMillis(millis("2026-03-02T15:59:00Z"));
    t.world.fund(t.bob, 2_500);
    t.done(t.pay(t.bob, t.carol, 1_000));
    t.world.advanceMillis(60_000);
    t.done(t.pay(t.bob, t.shop, 1_000));
    t.world.deliverAll();
    t.done(t.pay(t.bob, t.shop, 1_000));
    assertThat(t.world.execute(t.pay(t.bob, t.shop, 501)))
        .as("yesterday's payment that came back adds nothing to today")
        .isEqualTo(new Rejected(RejectionCode.LIMIT_DAILY, 500, millis("2026-03-03T16:00:00Z")));
    t.assertSound();
  }

  @Test
  void shouldNotLetAMovedTimeZoneTakeAllowanceBelowNothing() {
    Town t = new Town();
    var hold = t.done(t.hold(t.bob, t.shop, 1_000, t.world.nowMillis() + 3 * Town.DAY_MILLIS));
    moveZone(t, -18 * 3600);
    t.world.execute(t.pay(t.bob, t.shop, 10));
    moveZone(t, EAST_8);
    t.done(t.pay(t.bob, t.shop, 20));
    t.done(t.release(hold));
    assertThat(t.world.execute(t.pay(t.bob, t.shop, 1_001)).toString()).contains("LIMIT_SINGLE");
    t.done(t.pay(t.bob, t.shop, 1_000));
    t.assertSound();
  }

  @Test
  void shouldTakeANewPolicyAtOnceWithinTheSameBatch() {
    LedgerWorld world = new LedgerWorld(1);
    world.admit(1, 1_000);
    LimitPolicy other = new LimitPolicy(0, world.genesis().policy().classes());
    // The second order's last day is over in the zone of the old policy, and not in that of the
    // first order's.
    world.setTimeMillis(millis("2026-03-01T17:00:00Z"));
    var moved =
        world.signed(
            new SetPolicy(world.header(0), other),
            LedgerWorld.ISSUER_KEYS.get(0),
            LedgerWorld.ISSUER_KEYS.get(1));
    var second =
        world.signed(
            new SetPolicy(
                new cbdc.protocol.Order.Header(
                    world.genesis().clusterHigh(), world.genesis().clusterLow(), 0, 2, 20_513),
                other),
            LedgerWorld.ISSUER_KEYS.get(0),
            LedgerWorld.ISSUER_KEYS.get(1));
    assertThat(world.execute(0, 0, moved, second))
        .containsExactly(Outcome.Settled.INSTANCE, Outcome.Settled.INSTANCE);
  }

  private static void moveZone(Town t, int utcOffsetSeconds) {
    t.world.order(
        new SetPolicy(
            t.world.header(0),
            new LimitPolicy(utcOffsetSeconds, t.world.genesis().policy().classes())));
    t.world.deliverAll();
  }

  /** Bob spends the 2,500 of a day. */
  private static void spendDaily(Town t) {
    t.done(t.pay(t.bob, t.shop, 1_000));
    t.done(t.pay(t.bob, t.shop, 1_000));
    t.done(t.pay(t.bob, t.shop, 500));
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
