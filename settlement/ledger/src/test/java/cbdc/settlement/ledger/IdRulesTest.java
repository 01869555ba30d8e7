package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.CommandId;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Outcome;
import cbdc.protocol.Outcome.Rejected;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.settlement.ledger.state.StateBounds;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Exactly once, for ever: what an id may be used for, how long it is remembered, and what may be
 * said about it.
 */
class IdRulesTest {
  private static final long WINDOW_MILLIS = 120_000;

  private Town t = new Town();

  @AfterEach
  void shouldHaveSoundBooks() {
    t.assertSound();
  }

  @Test
  void shouldAnswerTheSameCommandWithItsFirstOutcomeAndDoNothing() {
    Pay pay = t.done(t.pay(t.alice, t.shop, 600));
    BatchResult repeated = executeAgain(pay);
    assertThat(LedgerWorld.reader(repeated).nextCommand()).isEqualTo(Outcome.Settled.INSTANCE);
    t.assertBalances("alice 400 shop 600");
  }

  @Test
  void shouldMarkARepeatedAnswerAsSuch() {
    Pay pay = t.pay(t.alice, t.shop, 600);
    OutcomeReader first = LedgerWorld.reader(executeAgain(pay));
    first.nextCommand();
    assertThat(first.isDuplicate()).isFalse();
    OutcomeReader second = LedgerWorld.reader(executeAgain(pay));
    second.nextCommand();
    assertThat(second.isDuplicate()).isTrue();
  }

  @Test
  void shouldRepeatARefusalEvenWhenItWouldSucceedNow() {
    Pay pay = t.pay(t.bob, t.shop, 1_001);
    Outcome first = t.world.execute(pay);
    t.done(t.changeClass(t.bob, LedgerWorld.UNLIMITED));
    assertThat(first).isEqualTo(new Rejected(RejectionCode.LIMIT_SINGLE, 1_000, 0));
    assertThat(t.world.execute(pay)).isEqualTo(first);
    t.assertBalances("bob 4500 shop 0");
  }

  @Test
  void shouldRepeatADailyRefusalWithItsResetTime() {
    for (int i = 0; i < 2; i++) {
      t.done(t.pay(t.bob, t.shop, 1_000));
    }
    Pay pay = t.pay(t.bob, t.shop, 501);
    Outcome first = t.world.execute(pay);
    assertThat(((Rejected) first).resetsAtMillis()).isPositive();
    assertThat(t.world.execute(pay)).isEqualTo(first);
  }

  @Test
  void shouldLetTheSameCommandComeAgainAfterARefusalThatSpendsNoId() {
    t =
        new Town(
            new LedgerWorld(
                LedgerWorld.genesis(3),
                new StateBounds(1_000, 10, 1_000, 1, 1),
                LedgerBounds.DEFAULT));
    t.done(t.pay(t.alice, t.carol, 1));
    Pay pay = t.pay(t.alice, t.carol, 2);
    assertThat(t.world.execute(pay)).isEqualTo(new Rejected(RejectionCode.OUTBOX_FULL));
    t.world.deliverAll();
    assertThat(t.world.execute(pay)).isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    t.assertBalances("alice 997 carol 3");
  }

  @Test
  void shouldTakeAnotherBanksUseOfAnIdForAnotherCommand() {
    Pay pay = t.done(t.pay(t.alice, t.shop, 600));
    Outcome other = t.world.execute(1, 2, pay).getFirst();
    assertThat(other).isEqualTo(new Rejected(RejectionCode.ID_REUSED));
  }

  @Test
  void shouldTakeAnotherNoteForAnotherCommand() {
    Pay pay = t.done(t.pay(t.alice, t.shop, 600));
    Pay noted =
        new Pay(pay.id(), pay.payer(), pay.payee(), pay.amount(), Text.EMPTY, Text.of("second"));
    assertThat(t.world.execute(noted)).isEqualTo(new Rejected(RejectionCode.ID_REUSED));
  }

  @Test
  void shouldUseAnIdToTheLastMillisecondOfItsWindow() {
    Pay first = t.pay(t.alice, t.shop, 1);
    Pay second = t.pay(t.alice, t.shop, 1);
    t.world.advanceMillis(WINDOW_MILLIS);
    assertThat(t.world.execute(first)).isEqualTo(Outcome.Settled.INSTANCE);
    t.world.advanceMillis(1);
    assertThat(t.world.execute(second)).isEqualTo(new Rejected(RejectionCode.ID_EXPIRED));
  }

  @Test
  void shouldTakeAnIdOfTenSecondsAhead() {
    CommandId ahead = CommandId.of(t.world.nowMillis() + 10_000, 5, 5);
    assertThat(t.world.execute(new Pay(ahead, t.alice, t.shop, 1, Text.EMPTY, Text.EMPTY)))
        .isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldNeverExecuteAnIdTwiceHoweverLateItComes() {
    Pay pay = t.done(t.pay(t.alice, t.shop, 600));
    for (int i = 0; i < 400; i++) {
      t.world.advanceMillis(500);
      Outcome again = t.world.execute(pay);
      assertThat(again).isIn(Outcome.Settled.INSTANCE, new Rejected(RejectionCode.ID_EXPIRED));
    }
    t.assertBalances("alice 400 shop 600");
  }

  @Test
  void shouldForgetIdsAfterTheirWindow() {
    int before = t.world.state(1).ids().size();
    for (int i = 0; i < 10; i++) {
      t.world.execute(t.pay(t.alice, t.shop, 1));
    }
    assertThat(t.world.state(1).ids().size()).isEqualTo(before + 10);
    t.world.advanceMillis(WINDOW_MILLIS + 1_000);
    t.world.executeEntry(1, Batches.empty(t.world.nowMillis()));
    assertThat(t.world.state(1).ids().size()).isZero();
  }

  @Test
  void shouldNotForgetAnIdWhosePaymentIsUnderWay() {
    Pay pay = t.done(t.pay(t.alice, t.carol, 600));
    t.world.advanceMillis(10 * WINDOW_MILLIS);
    assertThat(t.world.execute(pay)).isEqualTo(Outcome.Pending.INSTANCE);
    assertThat(t.world.execute(AskOutcome.ofAnyContent(pay.id(), t.alice)))
        .isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.remembered(1, pay.id())).as("forgotten once it is settled").isNull();
    assertThat(t.world.execute(pay)).isEqualTo(new Rejected(RejectionCode.ID_EXPIRED));
    t.assertBalances("alice 400 carol 600");
  }

  @Test
  void shouldTellTheOutcomeOfAKnownId() {
    Pay settled = t.done(t.pay(t.alice, t.shop, 600));
    Pay refused = t.pay(t.alice, t.shop, 600);
    t.world.execute(refused);
    assertThat(t.world.execute(AskOutcome.ofAnyContent(settled.id(), t.alice)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.execute(AskOutcome.ofAnyContent(refused.id(), t.alice)))
        .isEqualTo(new Rejected(RejectionCode.INSUFFICIENT_FUNDS, 400, 0));
  }

  private void raiseRules(int... versions) {
    for (int version : versions) {
      t.world.order(new RaiseRulesVersion(t.world.header(0), version));
      t.world.deliverAll();
    }
  }

  /** As programs of those rules find it, who cannot tell either where the next command begins. */
  @Test
  void shouldFindAQuestionAboutContentMalformedBeforeTheRulesThatKnowIt() {
    Pay settled = t.done(t.pay(t.alice, t.shop, 600));
    Outcome malformed = new Rejected(RejectionCode.COMMAND_MALFORMED);
    for (int version = 1; version <= 2; version++) {
      if (version > 1) {
        raiseRules(version);
      }
      assertThat(
              t.world.execute(
                  1,
                  1,
                  AskOutcome.ofAnyContent(settled.id(), t.alice),
                  AskOutcome.about(1, settled),
                  t.pay(t.alice, t.shop, 1)))
          .as("under rules version %s", version)
          .containsExactly(Outcome.Settled.INSTANCE, malformed, malformed);
    }
    t.assertBalances("alice 400 shop 600");

    raiseRules(3);

    assertThat(t.world.execute(AskOutcome.about(1, settled))).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldRefuseAQuestionAboutOtherContentThanTheIdWasUsedFor() {
    raiseRules(2, 3);
    Pay settled = t.done(t.pay(t.alice, t.shop, 600));
    Pay other = new Pay(settled.id(), t.alice, t.shop, 1, Text.EMPTY, Text.EMPTY);
    assertThat(t.world.execute(AskOutcome.about(1, settled))).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.execute(other)).isEqualTo(new Rejected(RejectionCode.ID_REUSED));
    assertThat(t.world.execute(AskOutcome.about(1, other)))
        .isEqualTo(new Rejected(RejectionCode.ID_REUSED));
    assertThat(t.world.execute(AskOutcome.about(1, settled))).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldCancelAnIdForAnyContentThatIsAskedAbout() {
    raiseRules(2, 3);
    Pay late = t.pay(t.alice, t.shop, 600);
    Pay other = new Pay(late.id(), t.alice, t.shop, 1, Text.EMPTY, Text.EMPTY);
    assertThat(t.world.execute(AskOutcome.about(1, late))).isEqualTo(Outcome.Cancelled.INSTANCE);
    assertThat(t.world.execute(AskOutcome.about(1, other))).isEqualTo(Outcome.Cancelled.INSTANCE);
    assertThat(t.world.execute(other)).isEqualTo(Outcome.Cancelled.INSTANCE);
  }

  @Test
  void shouldCancelAnUnknownIdForEver() {
    Pay late = t.pay(t.alice, t.shop, 600);
    assertThat(t.world.execute(AskOutcome.ofAnyContent(late.id(), t.alice)))
        .isEqualTo(Outcome.Cancelled.INSTANCE);
    assertThat(t.world.execute(late)).isEqualTo(Outcome.Cancelled.INSTANCE);
    assertThat(t.world.execute(AskOutcome.ofAnyContent(late.id(), t.alice)))
        .isEqualTo(Outcome.Cancelled.INSTANCE);
    t.assertBalances("alice 1000 shop 0");
  }

  @Test
  void shouldNotSpendAnIdByARefusedQuestion() {
    Pay late = t.pay(t.alice, t.shop, 600);
    assertThat(t.world.execute(1, 2, AskOutcome.ofAnyContent(late.id(), t.alice)).getFirst())
        .isEqualTo(new Rejected(RejectionCode.FOREIGN_ACCOUNT));
    assertThat(t.world.execute(2, 1, AskOutcome.ofAnyContent(late.id(), t.alice)).getFirst())
        .isEqualTo(new Rejected(RejectionCode.WRONG_SHARD));
    assertThat(t.world.execute(late)).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldAnswerASuspendedBanksQuestion() {
    Pay pay = t.done(t.pay(t.alice, t.shop, 600));
    t.world.order(
        new cbdc.protocol.Order.SetBank(
            t.world.header(1),
            cbdc.protocol.BankStatus.SUSPENDED,
            20_000,
            List.of(LedgerWorld.bankKey(1))));
    t.world.deliverAll();
    Pay unknown = t.pay(t.alice, t.shop, 1);
    assertThat(t.world.execute(AskOutcome.ofAnyContent(pay.id(), t.alice)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.execute(AskOutcome.ofAnyContent(unknown.id(), t.alice)))
        .isEqualTo(Outcome.Cancelled.INSTANCE);
  }

  @Test
  void shouldSeeWhatTheSameBatchDidBefore() {
    Pay pay = t.pay(t.alice, t.shop, 600);
    Pay same = new Pay(pay.id(), pay.payer(), pay.payee(), pay.amount(), Text.EMPTY, Text.EMPTY);
    Pay other = new Pay(pay.id(), pay.payer(), pay.payee(), 1, Text.EMPTY, Text.EMPTY);
    assertThat(t.world.execute(1, 1, pay, same, other))
        .containsExactly(
            Outcome.Settled.INSTANCE,
            Outcome.Settled.INSTANCE,
            new Rejected(RejectionCode.ID_REUSED));
    t.assertBalances("alice 400 shop 600");
  }

  @Test
  void shouldKeepLedgerTimeWhenAStampGoesBack() {
    Pay pay = t.pay(t.alice, t.shop, 1);
    t.world.advanceMillis(WINDOW_MILLIS + 1);
    t.world.executeEntry(1, Batches.empty(t.world.nowMillis()));
    t.world.advanceMillis(-WINDOW_MILLIS);
    assertThat(t.world.execute(pay)).isEqualTo(new Rejected(RejectionCode.ID_EXPIRED));
  }

  @Test
  void shouldCountAPaymentThatCameBackAsReturnedUnderItsId() {
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    Pay pay = t.done(t.pay(t.alice, t.carol, 600));
    t.world.deliverAll();
    assertThat(t.world.execute(pay)).isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_BLOCKED));
    t.assertBalances("alice 1000 carol 0");
  }

  private BatchResult executeAgain(Command command) {
    return t.world.executeEntry(
        1, Batches.of(t.world.nowMillis(), 1, LedgerWorld.bankKey(1).keyId(), List.of(command)));
  }
}
