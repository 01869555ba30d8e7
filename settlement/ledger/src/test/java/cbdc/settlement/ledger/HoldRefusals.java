package cbdc.settlement.ledger;

import static cbdc.protocol.RejectionCode.*;
import static cbdc.settlement.ledger.Refusal.refusal;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Command.ReleaseHold;
import cbdc.protocol.Text;
import java.util.List;

/** Refusals of holds, in the order of their codes. */
final class HoldRefusals {
  private HoldRefusals() {}

  static List<Refusal> rows() {
    return List.of(
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "holding for a vault")
            .when(t -> t.hold(t.alice, t.vault1, 1)),
        refusal(ACCOUNT_KIND_NOT_ALLOWED, "holding a vault's money")
            .when(t -> t.hold(t.vault1, t.alice, 1)),
        refusal(ACCOUNT_INVALID, "holding for a negative account")
            .when(t -> t.hold(t.alice, -1, 1)),
        refusal(AMOUNT_NOT_POSITIVE, "holding nothing").when(t -> t.hold(t.alice, t.shop, 0)),
        refusal(AMOUNT_NOT_POSITIVE, "capturing nothing")
            .when(t -> t.capture(t.done(t.hold(t.alice, t.shop, 10)), 0))
            .balances("alice 990+10 shop 0"),
        refusal(SAME_ACCOUNT, "holding for oneself").when(t -> t.hold(t.alice, t.alice, 1)),
        refusal(TEXT_TOO_LONG, "a hold's note of 141 bytes")
            .when(
                t ->
                    new PlaceHold(
                        t.id(),
                        t.alice,
                        t.shop,
                        1,
                        t.world.nowMillis() + 1,
                        Text.EMPTY,
                        Text.of("x".repeat(141)))),
        refusal(EXPIRY_INVALID, "a hold that ends now")
            .when(t -> t.hold(t.alice, t.shop, 1, t.world.nowMillis())),
        refusal(EXPIRY_INVALID, "a hold of 366 days and a millisecond")
            .when(t -> t.hold(t.alice, t.shop, 1, t.world.nowMillis() + 366 * Town.DAY_MILLIS + 1)),
        refusal(ACCOUNT_UNKNOWN, "holding the money of nobody")
            .when(t -> t.hold(t.stranger, t.shop, 1)),
        refusal(ACCOUNT_UNKNOWN, "releasing a hold of nobody")
            .when(t -> new ReleaseHold(t.id(), t.stranger, t.shop, t.id())),
        refusal(ACCOUNT_BLOCKED, "capturing from a payer blocked since")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  t.done(t.setStatus(t.alice, AccountStatus.BLOCKED));
                  return t.capture(hold, 10);
                })
            .balances("alice 990+10 shop 0"),
        refusal(OFFICIALLY_BLOCKED, "capturing from a payer blocked by an order since")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  t.officialStatus(t.alice, AccountStatus.DEBIT_BLOCKED);
                  return t.capture(hold, 10);
                })
            .balances("alice 990+10 shop 0"),
        refusal(HOLD_UNKNOWN, "capturing what was never held")
            .when(t -> new CaptureHold(t.id(), t.alice, t.shop, t.id(), 1, Text.EMPTY, Text.EMPTY)),
        refusal(HOLD_UNKNOWN, "capturing another payer's hold")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  return new CaptureHold(
                      t.id(), t.bob, t.shop, hold.id(), 1, Text.EMPTY, Text.EMPTY);
                })
            .balances("alice 990+10 bob 4500 shop 0"),
        refusal(HOLD_UNKNOWN, "releasing a hold for another payee")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  return new ReleaseHold(t.id(), t.alice, t.bob, hold.id());
                })
            .balances("alice 990+10 shop 0"),
        refusal(HOLD_UNKNOWN, "capturing a hold for another payee")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  return new CaptureHold(
                      t.id(), t.alice, t.bob, hold.id(), 1, Text.EMPTY, Text.EMPTY);
                })
            .balances("alice 990+10 bob 4500 shop 0"),
        refusal(HOLD_UNKNOWN, "capturing a hold for a payee of another shard")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  return new CaptureHold(
                      t.id(), t.alice, t.carol, hold.id(), 1, Text.EMPTY, Text.EMPTY);
                })
            .balances("alice 990+10 shop 0 carol 0"),
        refusal(HOLD_UNKNOWN, "capturing once more what was captured whole")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  t.done(t.capture(hold, 10));
                  return t.capture(hold, 1);
                })
            .balances("alice 990 shop 10"),
        refusal(HOLD_UNKNOWN, "capturing what was released")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  t.done(t.release(hold));
                  return t.capture(hold, 1);
                }),
        refusal(HOLD_UNKNOWN, "releasing a hold whose end was booked")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  t.world.advanceMillis(Town.HOUR_MILLIS);
                  return t.release(hold);
                }),
        refusal(HOLD_EXPIRED, "capturing a hold that is over and not booked back yet")
            .bookingOneHoldPerBatch()
            .when(t -> t.capture(secondOfTwoOver(t), 10))
            .balances("alice 990+10 bob 4500 shop 0"),
        refusal(HOLD_EXPIRED, "releasing a hold that is over and not booked back yet")
            .bookingOneHoldPerBatch()
            .when(t -> t.release(secondOfTwoOver(t)))
            .balances("alice 990+10 bob 4500 shop 0"),
        refusal(CAPTURE_OVER_HOLD, "1 more than what is left")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  t.done(t.capture(hold, 4));
                  return t.capture(hold, 7);
                })
            .left(6)
            .balances("alice 990+6 shop 4"),
        refusal(LIMIT_SINGLE, "holding over the single limit")
            .when(t -> t.hold(t.bob, t.shop, 1_001))
            .left(1_000),
        refusal(INSUFFICIENT_FUNDS, "holding more than there is")
            .when(t -> t.hold(t.alice, t.shop, 1_001))
            .left(1_000),
        refusal(TOO_MANY_HOLDS, "as many holds as the shard keeps")
            .in(2, 1_000, 10)
            .given(
                t -> {
                  t.done(t.hold(t.alice, t.shop, 1));
                  t.done(t.hold(t.bob, t.shop, 1));
                })
            .when(t -> t.hold(t.alice, t.shop, 1))
            .balances("alice 999+1 bob 4499+1"),
        refusal(PAYEE_UNKNOWN, "holding for nobody").when(t -> t.hold(t.alice, t.stranger, 1)),
        refusal(PAYEE_BLOCKED, "capturing for a payee blocked since")
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.shop, 10));
                  t.done(t.setStatus(t.shop, AccountStatus.BLOCKED));
                  return t.capture(hold, 10);
                })
            .balances("alice 990+10 shop 0"),
        refusal(PAYEE_BALANCE_LIMIT, "capturing over the payee's cap")
            .when(t -> t.capture(t.done(t.hold(t.alice, t.bob, 501)), 501))
            .balances("alice 499+501 bob 4500"),
        refusal(OUTBOX_FULL, "capturing for a shard that takes no more")
            .in(10, 1_000, 2)
            .when(
                t -> {
                  PlaceHold hold = t.done(t.hold(t.alice, t.carol, 10));
                  t.done(t.capture(hold, 1));
                  t.done(t.capture(hold, 1));
                  return t.capture(hold, 1);
                })
            .balances("alice 990+8 carol 0"));
  }

  /** Two holds are over; the next batch books the first of them back and finds the second one. */
  private static PlaceHold secondOfTwoOver(Town t) {
    t.done(t.hold(t.bob, t.shop, 10));
    PlaceHold second =
        t.done(t.hold(t.alice, t.shop, 10, t.world.nowMillis() + Town.HOUR_MILLIS + 1));
    t.world.advanceMillis(Town.HOUR_MILLIS + 1);
    return second;
  }
}
