package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.EntryKind;
import cbdc.protocol.Order;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each of three banks sees of the same history. */
class FeedBuilderTest {
  private static final int SHARDS = 3;
  private static final int PAYING = 7;
  private static final int PAID = 8;
  private static final int THIRD = 9;
  private static final int ISSUER = 0;

  private final ExecutedShards shards = new ExecutedShards(SHARDS);
  private long payer;

  @BeforeEach
  void admitBanks() {
    shards.admit(PAYING, 10_000);
    shards.admit(PAID, 10_000);
    shards.admit(THIRD, 10_000);
    payer = shards.wallet(PAYING, 1, 1_000);
  }

  private List<FeedRecord> seenBy(int bank, int shard, History.Executed executed) {
    return new FeedBuilder(shard, SHARDS, bank).build(executed).records();
  }

  private static FeedRecord withTexts(FeedKind kind, Command.Pay pay, long account, long counter) {
    return new FeedRecord(
        kind,
        pay.id(),
        FeedRecord.NO_ID,
        account,
        counter,
        pay.amount(),
        0,
        Text.of("e2e"),
        Text.of("note"));
  }

  @Test
  void shouldShowAPaymentWithinAShardToBothBanksAndNoOther() {
    long payee = shards.wallet(PAID, 1, 0);
    Command.Pay pay = shards.pay(payer, payee, 100);
    History.Executed executed = shards.execute(1, PAYING, pay);

    FeedRecord paid = withTexts(FeedKind.PAID, pay, payer, payee);
    assertThat(seenBy(PAYING, 1, executed)).containsExactly(paid);
    assertThat(seenBy(PAID, 1, executed)).containsExactly(paid);
    assertThat(seenBy(THIRD, 1, executed)).isEmpty();
  }

  @Test
  void shouldShowMoneyThatWasSentToThePayersBankUntilThePayeeIsCredited() {
    long payee = shards.wallet(PAID, 2, 0);
    Command.Pay pay = shards.pay(payer, payee, 100);
    History.Executed sent = shards.execute(1, PAYING, pay);
    History.Executed received = shards.deliver(1, 2);
    History.Executed settled = shards.acknowledge(1, 2);

    assertThat(seenBy(PAYING, 1, sent))
        .containsExactly(withTexts(FeedKind.SENT, pay, payer, payee));
    assertThat(seenBy(PAID, 1, sent)).isEmpty();
    assertThat(seenBy(THIRD, 1, sent)).isEmpty();
    assertThat(seenBy(PAYING, 2, received)).isEmpty();
    assertThat(seenBy(PAID, 2, received))
        .containsExactly(withTexts(FeedKind.RECEIVED, pay, payee, payer));
    assertThat(seenBy(PAYING, 1, settled))
        .containsExactly(new FeedRecord(FeedKind.SETTLED, pay.id(), 0, 0, 0, 0));
    assertThat(seenBy(PAID, 1, settled)).isEmpty();
  }

  @Test
  void shouldShowReturnedMoneyWithItsReasonToThePayersBankOnly() {
    long nobody = accountInShard(PAID, 2);
    Command.Pay pay = shards.pay(payer, nobody, 100);
    shards.execute(1, PAYING, pay);
    History.Executed refused = shards.deliver(1, 2);
    History.Executed returned = shards.deliver(2, 1);

    assertThat(seenBy(PAYING, 2, refused)).isEmpty();
    assertThat(seenBy(PAID, 2, refused)).isEmpty();
    assertThat(seenBy(PAYING, 1, returned))
        .containsExactly(
            new FeedRecord(
                FeedKind.RETURNED, pay.id(), payer, 0, 100, RejectionCode.PAYEE_UNKNOWN.number()));
    assertThat(seenBy(PAID, 1, returned)).isEmpty();
    assertThat(seenBy(PAYING, 1, shards.acknowledge(1, 2))).isEmpty();
  }

  @Test
  void shouldShowACaptureWithinAShardToBothBanksWithItsPayee() {
    long payee = shards.wallet(PAID, 1, 0);
    Command.PlaceHold hold = hold(payee);
    History.Executed held = shards.execute(1, PAYING, hold);
    Command.CaptureHold capture = capture(hold, payee);
    History.Executed captured = shards.execute(1, PAYING, capture);

    FeedRecord expected = ofCapture(FeedKind.HOLD_CAPTURED, capture);
    assertThat(seenBy(PAYING, 1, held))
        .extracting(FeedRecord::kind, FeedRecord::expiresAtMillis)
        .containsExactly(tuple(FeedKind.HOLD_PLACED, hold.expiresAtMillis()));
    assertThat(seenBy(PAID, 1, held)).isEmpty();
    assertThat(seenBy(PAYING, 1, captured)).containsExactly(expected);
    assertThat(seenBy(PAID, 1, captured)).containsExactly(expected);
    assertThat(seenBy(THIRD, 1, captured)).isEmpty();
  }

  @Test
  void shouldShowACaptureForAnotherShardToThePayeesBankWhenItIsCredited() {
    long payee = shards.wallet(PAID, 2, 0);
    Command.PlaceHold hold = hold(payee);
    shards.execute(1, PAYING, hold);
    Command.CaptureHold capture = capture(hold, payee);
    History.Executed sent = shards.execute(1, PAYING, capture);
    History.Executed received = shards.deliver(1, 2);

    assertThat(seenBy(PAYING, 1, sent))
        .containsExactly(ofCapture(FeedKind.HOLD_CAPTURE_SENT, capture));
    assertThat(seenBy(PAID, 1, sent)).isEmpty();
    assertThat(seenBy(PAID, 2, received))
        .extracting(FeedRecord::kind, FeedRecord::account, FeedRecord::counterAccount)
        .containsExactly(tuple(FeedKind.RECEIVED, payee, payer));
  }

  @Test
  void shouldTellWhereMoneyWentThatCameBackToAClosedAccountAndWhy() {
    Command.Pay pay = shards.pay(payer, accountInShard(PAID, 2), 100);
    shards.execute(1, PAYING, pay);
    shards.deliver(1, 2);
    // No command can close an account with a payment under way: only a fault could do that.
    shards
        .state(1)
        .accounts()
        .setStatus(shards.state(1).accounts().find(payer), AccountStatus.CLOSED);
    History.Executed returned = shards.deliver(2, 1);

    assertThat(seenBy(PAYING, 1, returned))
        .containsExactly(
            new FeedRecord(
                FeedKind.TO_SUSPENSE,
                pay.id(),
                payer,
                AccountNumber.suspense(PAYING, 1),
                100,
                RejectionCode.PAYEE_UNKNOWN.number()));
  }

  @Test
  void shouldShowTheIssuerNothingOfABanksCustomers() {
    long payee = shards.wallet(PAID, 1, 0);
    History.Executed paid = shards.execute(1, PAYING, shards.pay(payer, payee, 100));
    History.Executed declined = shards.execute(1, PAYING, shards.pay(payer, payee, 5_000));

    assertThat(seenBy(ISSUER, 1, paid)).isEmpty();
    assertThat(seenBy(ISSUER, 1, declined)).isEmpty();
  }

  @Test
  void shouldShowWhatWasExecutedInFrontOfBytesThatAreNoCommand() {
    long payee = shards.wallet(PAID, 1, 0);
    Command.Pay pay = shards.pay(payer, payee, 100);
    History.Executed executed = shards.executeDamaged(1, PAYING, pay, new byte[] {1, 2, 3});

    assertThat(seenBy(PAID, 1, executed))
        .containsExactly(withTexts(FeedKind.PAID, pay, payer, payee));
  }

  @Test
  void shouldShowTheIssuerAnOrderThatWentOnToAnotherShard() {
    long account = shards.wallet(PAID, 2, 0);
    History.Executed sent =
        shards.order(PAID, h -> new Order.SetOfficialStatus(h, account, AccountStatus.BLOCKED));
    assertThat(seenBy(0, 0, sent)).extracting(FeedRecord::kind).contains(FeedKind.ORDER_SENT);
    assertThat(seenBy(PAID, 0, sent)).isEmpty();
  }

  @Test
  void shouldNotShowARefusedQuestionAsTheEndOfWhatItAskedAbout() {
    Command.AskOutcome question =
        Command.AskOutcome.ofAnyContent(shards.newId(), shards.wallet(PAID, 2, 0));
    History.Executed refused = shards.execute(1, PAYING, question);
    assertThat(seenBy(PAYING, 1, refused)).isEmpty();
  }

  @Test
  void shouldShowARefusalToTheBankThatAskedOnly() {
    long payee = shards.wallet(PAID, 1, 0);
    Command.Pay pay = shards.pay(payer, payee, 5_000);
    History.Executed declined = shards.execute(1, PAYING, pay);

    assertThat(seenBy(PAYING, 1, declined))
        .extracting(FeedRecord::kind, FeedRecord::id, FeedRecord::counterAccount, FeedRecord::value)
        .containsExactly(
            tuple(FeedKind.DECLINED, pay.id(), payee, RejectionCode.INSUFFICIENT_FUNDS.number()));
    assertThat(seenBy(PAID, 1, declined)).isEmpty();
  }

  @Test
  void shouldShowTheForeignAccountThatABankTriedToUseToThatBankOnly() {
    Command.Pay theft = shards.pay(payer, AccountNumber.vault(THIRD), 100);
    History.Executed declined = shards.execute(1, THIRD, theft);

    assertThat(seenBy(THIRD, 1, declined))
        .extracting(FeedRecord::kind, FeedRecord::value)
        .containsExactly(tuple(FeedKind.DECLINED, RejectionCode.FOREIGN_ACCOUNT.number()));
    assertThat(seenBy(PAYING, 1, declined)).isEmpty();
  }

  @Test
  void shouldShowASecondSendingOfACommandOnlyOnce() {
    long payee = shards.wallet(PAYING, 1, 0);
    Command.Pay pay = shards.pay(payer, payee, 100);

    History.Executed both = shards.execute(1, PAYING, pay, pay);
    History.Executed again = shards.execute(1, PAYING, pay);

    assertThat(seenBy(PAYING, 1, both)).hasSize(1);
    assertThat(seenBy(PAYING, 1, again)).isEmpty();
  }

  @Test
  void shouldShowThatAnUnknownIdWasCancelledToTheBankThatAsked() {
    Command.AskOutcome ask = Command.AskOutcome.ofAnyContent(shards.newId(), payer);
    History.Executed asked = shards.execute(1, PAYING, ask);

    assertThat(seenBy(PAYING, 1, asked))
        .containsExactly(new FeedRecord(FeedKind.CANCELLED, ask.id(), payer, 0, 0, 0));
    assertThat(seenBy(PAID, 1, asked)).isEmpty();
  }

  @Test
  void shouldShowAnOrderToItsBankAndTheIssuer() {
    History.Executed issued = shards.order(PAID, header -> new Order.CreditReserve(header, 50));

    assertThat(seenBy(PAID, 0, issued))
        .extracting(FeedRecord::kind, FeedRecord::account, FeedRecord::amount)
        .containsExactly(tuple(FeedKind.RESERVE_CREDITED, AccountNumber.reserve(PAID), 50L));
    assertThat(seenBy(ISSUER, 0, issued)).hasSize(1);
    assertThat(seenBy(PAYING, 0, issued)).isEmpty();
  }

  @Test
  void shouldShowNothingOfAnEntryThatWasNoBatch() {
    History.Executed newTerm = shards.execute(1, new byte[] {EntryKind.NEW_TERM});

    assertThat(seenBy(PAYING, 1, newTerm)).isEmpty();
  }

  private Command.PlaceHold hold(long payee) {
    long ends = shards.nowMillis() + 60_000;
    return new Command.PlaceHold(
        shards.newId(), payer, payee, 300, ends, Text.of("e2e"), Text.EMPTY);
  }

  private Command.CaptureHold capture(Command.PlaceHold hold, long payee) {
    return new Command.CaptureHold(
        shards.newId(), payer, payee, hold.id(), 200, Text.of("e2e"), Text.of("note"));
  }

  private static FeedRecord ofCapture(FeedKind kind, Command.CaptureHold capture) {
    return new FeedRecord(
        kind,
        capture.id(),
        capture.hold(),
        capture.payer(),
        capture.payee(),
        capture.amount(),
        0,
        capture.endToEndId(),
        capture.note());
  }

  private static long accountInShard(int bank, int shard) {
    long serial = 5_000_000;
    while (AccountNumber.shard(AccountNumber.of(bank, serial), SHARDS) != shard) {
      serial++;
    }
    return AccountNumber.of(bank, serial);
  }
}
