package cbdc.wallet.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastOutcomesTest {
  private static final long WINDOW = 120_000;
  private static final CommandId ID = CommandId.of(1_000_000, 1, 1);
  private static final CommandId HOLD = CommandId.of(1_000_000, 2, 2);
  private static final CommandId OTHER = CommandId.of(1_000_000, 3, 3);
  private static final long ANNA = AccountNumber.of(1, AccountNumber.FIRST_CUSTOMER_SERIAL);
  private static final long SHOP = ANNA + 1;
  private static final long LONG_AFTER = 1_000_000 + WINDOW + 1;
  private static final Text NOTE = Text.of("note");

  private static final Command.Pay PAY = new Command.Pay(ID, ANNA, SHOP, 5, Text.EMPTY, NOTE);
  private static final Command.PlaceHold PLACE =
      new Command.PlaceHold(ID, ANNA, SHOP, 5, 9_000_000, Text.EMPTY, NOTE);
  private static final Command.CaptureHold CAPTURE =
      new Command.CaptureHold(ID, ANNA, SHOP, HOLD, 5, Text.EMPTY, NOTE);
  private static final Command.ReleaseHold RELEASE = new Command.ReleaseHold(ID, ANNA, SHOP, HOLD);
  private static final Command.SetStatus CLOSE =
      new Command.SetStatus(ID, ANNA, AccountStatus.CLOSED);

  @Test
  void shouldExpireOnlyWhatTheProjectionHasPassed() {
    assertThat(PastOutcomes.of(PAY, nothing(LONG_AFTER), WINDOW))
        .isEqualTo(new Execution.Expired(ID));
    assertThat(PastOutcomes.of(PAY, nothing(LONG_AFTER - 1), WINDOW))
        .isEqualTo(new Execution.NotYetTold(ID));
    assertThat(PastOutcomes.of(PAY, nothing(0), WINDOW)).isEqualTo(new Execution.NotYetTold(ID));
  }

  @Test
  void shouldNeverCallAPaymentExpiredThatLeftThePayer() {
    assertThat(of(PAY, payment(PaymentStatus.PENDING, 0, SHOP, 5, "note", null)))
        .isEqualTo(new Execution.NotYetTold(ID));
  }

  @Test
  void shouldTellHowAPaymentEnded() {
    int full = RejectionCode.PAYEE_BALANCE_LIMIT.number();
    assertThat(of(PAY, payment(PaymentStatus.SETTLED, 0, SHOP, 5, "note", null)))
        .isEqualTo(ended(Outcome.Settled.INSTANCE));
    assertThat(of(PAY, payment(PaymentStatus.RETURNED, full, SHOP, 5, "note", null)))
        .isEqualTo(ended(new Outcome.Returned(RejectionCode.PAYEE_BALANCE_LIMIT)));
    assertThat(of(PAY, payment(PaymentStatus.DECLINED, full, SHOP, 5, "note", null)))
        .isEqualTo(ended(new Outcome.Rejected(RejectionCode.PAYEE_BALANCE_LIMIT)));
    // The feed tells nothing of what was cancelled but that it was.
    assertThat(of(PAY, payment(PaymentStatus.CANCELLED, 0, 0, 0, "", null)))
        .isEqualTo(ended(Outcome.Cancelled.INSTANCE));
  }

  @Test
  void shouldFindOtherContentUnderTheSameId() {
    PaymentStatus settled = PaymentStatus.SETTLED;
    assertReused(PAY, payment(settled, 0, SHOP + 1, 5, "note", null));
    assertReused(PAY, payment(settled, 0, SHOP, 6, "note", null));
    assertReused(PAY, payment(settled, 0, SHOP, 5, "other", null));
    assertReused(PAY, payment(settled, 0, SHOP, 5, "note", HOLD));
    assertReused(CAPTURE, payment(settled, 0, SHOP, 5, "note", OTHER));
    assertReused(CAPTURE, payment(settled, 0, SHOP + 1, 5, "note", HOLD));
    assertReused(CAPTURE, payment(settled, 0, SHOP, 5, "other", HOLD));
    assertReused(PLACE, payment(settled, 0, SHOP, 5, "note", null));
    assertReused(RELEASE, payment(settled, 0, SHOP, 5, "note", null));
    assertReused(CLOSE, payment(settled, 0, SHOP, 5, "note", null));
    assertReused(PAY, placed(9_000_000));
    assertReused(PLACE, placed(9_000_001));
    assertReused(RELEASE, placed(9_000_000));
    assertReused(RELEASE, released(OTHER));
    assertReused(CLOSE, changed(ANNA, FeedKind.STATUS_CHANGED, AccountStatus.BLOCKED.code()));
    assertReused(CLOSE, changed(SHOP, FeedKind.STATUS_CHANGED, AccountStatus.CLOSED.code()));
    assertReused(CLOSE, changed(ANNA, FeedKind.CLASS_CHANGED, AccountStatus.CLOSED.code()));
    assertReused(PAY, changed(ANNA, FeedKind.CLASS_CHANGED, 2));
  }

  @Test
  void shouldKnowAgainWhatMovedNoMoney() {
    Execution done = ended(Outcome.Settled.INSTANCE);
    assertThat(of(CAPTURE, payment(PaymentStatus.SETTLED, 0, SHOP, 5, "note", HOLD)))
        .isEqualTo(done);
    assertThat(of(PLACE, placed(9_000_000))).isEqualTo(done);
    assertThat(of(RELEASE, released(HOLD))).isEqualTo(done);
    assertThat(of(CLOSE, changed(ANNA, FeedKind.STATUS_CHANGED, AccountStatus.CLOSED.code())))
        .isEqualTo(done);
    assertThat(of(new Command.ChangeClass(ID, ANNA, 2), changed(ANNA, FeedKind.CLASS_CHANGED, 2)))
        .isEqualTo(done);
    assertThat(
            of(
                new Command.OpenAccount(ID, ANNA, AccountKind.WALLET, 3),
                changed(ANNA, FeedKind.ACCOUNT_OPENED, AccountKind.WALLET.code() * 256 + 3)))
        .isEqualTo(done);
    int code = RejectionCode.HOLD_UNKNOWN.number();
    assertThat(of(RELEASE, payment(PaymentStatus.DECLINED, code, SHOP, 0, "", HOLD)))
        .isEqualTo(ended(new Outcome.Rejected(RejectionCode.HOLD_UNKNOWN)));
  }

  private static Execution of(Command command, CommandTrace trace) {
    return PastOutcomes.of(command, trace, WINDOW);
  }

  private static Execution ended(Outcome outcome) {
    return new Execution.Ended(ID, outcome);
  }

  private static void assertReused(Command command, CommandTrace trace) {
    assertThat(of(command, trace)).isEqualTo(ended(new Outcome.Rejected(RejectionCode.ID_REUSED)));
  }

  private static CommandTrace nothing(long projectedMillis) {
    return new CommandTrace(
        projectedMillis, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static CommandTrace payment(
      PaymentStatus status, int code, long payee, long amount, String note, CommandId hold) {
    PaymentRecord record =
        new PaymentRecord(
            new PaymentKey(1, ID),
            PaymentKind.PAYMENT,
            ANNA,
            payee,
            amount,
            status,
            Optional.ofNullable(RejectionCode.ofNumber(code)),
            "",
            note,
            Optional.ofNullable(hold),
            Optional.empty(),
            0,
            1,
            1);
    return new CommandTrace(
        LONG_AFTER, Optional.of(record), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static CommandTrace placed(long expiresMillis) {
    return new CommandTrace(
        LONG_AFTER,
        Optional.empty(),
        Optional.of(hold(ID, expiresMillis)),
        Optional.empty(),
        Optional.empty());
  }

  private static CommandTrace released(CommandId hold) {
    return new CommandTrace(
        LONG_AFTER,
        Optional.empty(),
        Optional.empty(),
        Optional.of(hold(hold, 9_000_000)),
        Optional.empty());
  }

  private static HoldRecord hold(CommandId id, long expiresMillis) {
    return new HoldRecord(
        1, id, ANNA, SHOP, 5, 0, HoldRecord.Status.OPEN, "", "note", 1, expiresMillis, 0);
  }

  private static CommandTrace changed(long account, FeedKind kind, int value) {
    return new CommandTrace(
        LONG_AFTER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new CommandTrace.Change(account, kind, value)));
  }
}
