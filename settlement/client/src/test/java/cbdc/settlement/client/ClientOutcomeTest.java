package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import cbdc.protocol.Command.Pay;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.settlement.client.ClientFixture.Submitted;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client says when answers do not come: the truth by asking, or that it is unknown. */
class ClientOutcomeTest extends ClientOutcomeFixture {
  @Test
  void shouldTellThatAPaymentBetweenShardsIsSettledWithoutAsking() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted pay = fixture.submit(across(fixture));
    assertThat(fixture.awaitAll(100)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(fixture.client.counters().questions()).isZero();
    assertThat(fixture.client.counters().snapshot().get("pending")).isEqualTo(1);
  }

  @Test
  void shouldLetAnObserverHearWhereAnAnswerWasCommitted() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted inside = fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(100)).isTrue();
    Submitted across = fixture.submit(across(fixture));
    assertThat(fixture.awaitAll(100)).isTrue();
    assertThat(fixture.client.ask(inside.pay())).isNotDone();
    fixture.loop.run(100);

    assertThat(across.isDone()).isTrue();
    assertThat(fixture.answers)
        .extracting(answer -> answer.shard(), answer -> answer.outcome(), a -> a.duplicate())
        .containsExactly(
            tuple(1, Outcome.Settled.INSTANCE, false),
            tuple(1, Outcome.Pending.INSTANCE, false),
            tuple(1, Outcome.Settled.INSTANCE, true));
    assertThat(fixture.answers).allMatch(answer -> answer.term() > 0 && answer.index() > 0);
    assertThat(fixture.answers).extracting(answer -> answer.index()).doesNotHaveDuplicates();
  }

  @Test
  void shouldTellThatAPaymentCameBack() {
    network.returnPermille = 1000;
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted pay = fixture.submit(across(fixture));
    assertThat(fixture.awaitAll(100)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_CLOSED));
  }

  @Test
  void shouldAskAfterTheDeadlineAndCancelWhatNeverArrived() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(3_000, 60_000));
    network.dropRequestPermille = 1000;
    network.lateMillisMax = 20_000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(3_500);
    assertThat(pay.isDone()).isFalse();
    network.dropRequestPermille = 0;
    assertThat(fixture.awaitAll(10_000)).isTrue();
    fixture.loop.run(30_000);
    // A late copy may have come before the question; the answer is true either way, and stays so.
    Outcome truth = fixture.cluster.shards[1].truth.get(pay.pay().id());
    assertThat(pay.outcome().join()).isEqualTo(truth);
    assertThat(fixture.client.counters().questions()).isPositive();
  }

  @Test
  void shouldNeverExecuteWhatWasCancelled() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(3_000, 60_000));
    network.dropRequestPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(3_500);
    network.dropRequestPermille = 0;
    assertThat(fixture.awaitAll(10_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Cancelled.INSTANCE);
    Submitted again = fixture.submit(pay.pay());
    assertThat(fixture.awaitAll(1_000)).isTrue();
    assertThat(again.outcome().join()).isEqualTo(Outcome.Cancelled.INSTANCE);
    assertThat(fixture.cluster.shards[1].executed).isEmpty();
  }

  @Test
  void shouldAskAfterTheDeadlineAndLearnWhatWasExecuted() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(3_000, 60_000));
    network.dropAnswerPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(5_000);
    assertThat(pay.isDone()).isFalse();
    network.dropAnswerPermille = 0;
    assertThat(fixture.awaitAll(10_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(fixture.cluster.shards[1].executed).containsExactly(pay.pay().id());
  }

  @ParameterizedTest
  @EnumSource(names = {"BANK_KEY_UNKNOWN", "COMMAND_MALFORMED", "INTERNAL_ERROR"})
  void shouldNotTakeARefusedQuestionForAnOutcome(RejectionCode code) {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(3_000, 60_000));
    fixture.cluster.shards[1].refuseQuestionsWith = code;
    network.dropRequestPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(3_500);
    network.dropRequestPermille = 0;
    fixture.loop.run(5_000);
    assertThat(pay.isDone()).as("the refusal is about the question").isFalse();
    fixture.cluster.shards[1].refuseQuestionsWith = null;
    assertThat(fixture.awaitAll(5_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Cancelled.INSTANCE);
  }

  @Test
  void shouldTakeARememberedRefusalForTheOutcome() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(3_000, 60_000));
    network.dropAnswerPermille = 1000;
    Submitted pay =
        fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1), 0));
    fixture.loop.run(3_500);
    fixture.cluster.shards[1].refuseQuestionsWith = RejectionCode.BANK_KEY_UNKNOWN;
    network.dropAnswerPermille = 0;
    assertThat(fixture.awaitAll(5_000)).isTrue();
    assertRefused(pay, RejectionCode.AMOUNT_NOT_POSITIVE);
  }

  @Test
  void shouldRefuseAtTheDeadlineWhatWasNeverSent() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(3_000, 60_000));
    fixture.cluster.nodes.keySet().forEach(fixture.cluster::kill);
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(2_900);
    assertThat(pay.isDone()).isFalse();
    fixture.loop.run(200);
    assertThat(pay.outcome().join()).isInstanceOf(Outcome.Rejected.class);
    assertThat(fixture.client.counters().commandsSent()).isZero();
  }

  @Test
  void shouldSayThatItDoesNotKnow() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(3_000, 20_000));
    network.dropAnswerPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(21_000);
    assertThatThrownBy(pay.outcome()::join).hasCauseInstanceOf(OutcomeUnknown.class);
    assertThat(fixture.client.openCommands()).isZero();
    network.dropAnswerPermille = 0;
    CompletableFuture<Outcome> asked = fixture.client.ask(pay.pay()).toCompletableFuture();
    fixture.loop.run(2_000);
    assertThat(asked.join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldAskForCompletionsThatTheNodeForgot() {
    network.settleMillisMin = 100;
    network.settleMillisMax = 100;
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted first = fixture.submit(across(fixture));
    assertThat(fixture.awaitAll(500)).isTrue();
    Submitted second = fixture.submit(across(fixture));
    fixture.loop.run(50);
    // The node starts a new stream; the settlement after it is entry 1 of another incarnation.
    fixture.cluster.nodes.get(fixture.cluster.shards[1].leader).forgetStreams();
    assertThat(fixture.awaitAll(15_000)).isTrue();
    assertThat(first.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(second.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(fixture.client.counters().questions()).isPositive();
  }

  @Test
  void shouldPauseBetweenCompletionRequestsThatANodeAnswersAtOnce() {
    network.settleMillisMin = 1_000;
    network.settleMillisMax = 1_000;
    network.completionsWait = false;
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted pay = fixture.submit(across(fixture));
    assertThat(fixture.awaitAll(2_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(fixture.cluster.nodes.get(fixture.cluster.shards[1].leader).completionCalls)
        .isBetween(5, 25);
  }

  @Test
  void shouldSeeAGapInTheStreamAndAskSoon() {
    network.settleMillisMin = 30;
    network.settleMillisMax = 30;
    network.ringCapacity = 3;
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    fixture.submit(across(fixture));
    assertThat(fixture.awaitAll(500)).isTrue();
    for (int i = 0; i < 20; i++) {
      fixture.submit(across(fixture));
    }
    assertThat(fixture.awaitAll(1_000)).as("long before anyone asks for want of patience").isTrue();
    assertThat(fixture.client.counters().streamGaps()).isPositive();
    assertThat(fixture.client.counters().questions()).isPositive();
  }

  @Test
  void shouldAskWhenTheLeaderChangedWhileAPaymentWasPending() {
    network.settleMillisMin = 400;
    network.settleMillisMax = 400;
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted pay = fixture.submit(across(fixture));
    fixture.loop.run(50);
    fixture.cluster.elect(1, fixture.cluster.shards[1].leader.equals("n1") ? "n2" : "n1");
    fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(2_000)).as("before anyone asks for want of patience").isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(fixture.client.counters().questions()).isPositive();
  }

  @Test
  void shouldFindAnExpiredOutcomeInTheHistory() {
    ClientFixture fixture =
        fixture(SettlementClientConfig.defaults().withDeadline(30_000, 200_000), 8_000);
    network.dropAnswerPermille = 1000;
    Submitted executed = fixture.submit(inside(fixture));
    Submitted across = fixture.submit(across(fixture));
    fixture.loop.run(1_500);
    network.dropRequestPermille = 1000;
    Submitted never = fixture.submit(inside(fixture));
    fixture.loop.run(20_000);
    assertThat(executed.isDone() || across.isDone() || never.isDone()).isFalse();
    network.dropAnswerPermille = 0;
    network.dropRequestPermille = 0;
    assertThat(fixture.awaitAll(20_000)).isTrue();
    assertThat(executed.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(across.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(never.outcome().join()).isEqualTo(Outcome.Cancelled.INSTANCE);
    assertThat(fixture.client.counters().historySearches()).isPositive();
    assertThat(fixture.cluster.shards[1].executed).doesNotContain(never.pay().id());
    fixture.loop.run(5_000);
    long searches = fixture.client.counters().historySearches();
    network.dropRequestPermille = 1000;
    Submitted another = fixture.submit(inside(fixture));
    fixture.loop.run(20_000);
    network.dropRequestPermille = 0;
    assertThat(fixture.awaitAll(20_000))
        .as("the first search has ended, and another can begin")
        .isTrue();
    assertThat(another.outcome().join()).isEqualTo(Outcome.Cancelled.INSTANCE);
    assertThat(fixture.client.counters().historySearches()).isGreaterThan(searches);
  }

  @Test
  void shouldFindAnExpiredReturnToSuspenseInTheHistory() {
    ClientFixture fixture =
        fixture(SettlementClientConfig.defaults().withDeadline(30_000, 200_000), 8_000);
    fixture.cluster.shards[1].returnsToSuspense = true;
    network.returnPermille = 1000;
    network.dropAnswerPermille = 1000;
    Submitted across = fixture.submit(across(fixture));
    fixture.loop.run(20_000);
    network.dropAnswerPermille = 0;
    assertThat(fixture.awaitAll(20_000)).isTrue();
    assertThat(across.outcome().join()).isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_CLOSED));
    assertThat(fixture.client.counters().historySearches()).isPositive();
  }

  @Test
  void shouldReadTheHistoryFarEnoughBeforeItSaysNever() {
    ClientFixture fixture =
        fixture(SettlementClientConfig.defaults().withDeadline(30_000, 200_000), 8_000);
    for (int i = 0; i < 300; i++) {
      fixture.cluster.shards[1].seal(fixture.loop.wallMillis());
    }
    network.dropAnswerPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(20_000);
    network.dropAnswerPermille = 0;
    assertThat(fixture.awaitAll(20_000)).isTrue();
    assertThat(pay.outcome().join())
        .as("many pages from the start")
        .isEqualTo(Outcome.Settled.INSTANCE);
    fixture.loop.run(5_000);
  }

  @Test
  void shouldGiveOneOutcomeToACommandSubmittedTwice() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Pay pay = inside(fixture);
    Submitted first = fixture.submit(pay);
    Submitted second = fixture.submit(pay);
    Submitted other =
        fixture.submit(
            new Pay(pay.id(), pay.payer(), pay.payee(), pay.amount() + 1, Text.EMPTY, Text.EMPTY));
    assertThat(fixture.awaitAll(1_000)).isTrue();
    assertThat(first.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(second.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(other.outcome().join()).isEqualTo(new Outcome.Rejected(RejectionCode.ID_REUSED));
    assertThat(fixture.client.counters().commandsSent()).isEqualTo(1);
    assertThat(fixture.client.openCommands()).isZero();
  }

  @Test
  void shouldNotCallRefusedWhatMayHaveBeenTakenBefore() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(5_000, 60_000));
    network.dropAnswerPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(500);
    fixture.cluster.refuseAllWith = RejectionCode.BANK_KEY_UNKNOWN;
    network.dropAnswerPermille = 0;
    fixture.loop.run(3_000);
    assertThat(pay.isDone())
        .as("it was executed, although every answer since then is a refusal")
        .isFalse();
    fixture.cluster.refuseAllWith = null;
    assertThat(fixture.awaitAll(5_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldNotCallMalformedWhatMayHaveBeenTakenBefore() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(5_000, 60_000));
    network.dropAnswerPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(500);
    fixture.cluster.shards[1].refuseUnseenWith = RejectionCode.COMMAND_MALFORMED;
    network.dropAnswerPermille = 0;
    Submitted fresh = fixture.submit(inside(fixture));
    fixture.loop.run(8_000);
    assertRefused(fresh, RejectionCode.COMMAND_MALFORMED);
    assertThat(pay.isDone()).as("it was executed").isFalse();
    fixture.cluster.shards[1].refuseUnseenWith = null;
    assertThat(fixture.awaitAll(5_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldSayThatItDoesNotKnowWhenAQuestionIsRefused() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    fixture.cluster.shards[1].refuseUnseenWith = RejectionCode.COMMAND_MALFORMED;
    CompletableFuture<Outcome> asked =
        fixture.client.askById(fixture.ids.next(), fixture.accountIn(1, 0)).toCompletableFuture();
    fixture.loop.run(1_000);
    assertThatThrownBy(asked::join).hasCauseInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void shouldSendNothingToAnotherCluster() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    SettlementClient stranger =
        new SettlementClient(
            SettlementClientConfig.defaults().withDeadline(2_000, 5_000),
            new ClientIdentity(17, ClientFixture.KEY, new UUID(9, 9)),
            fixture.cluster,
            fixture.loop,
            fixture.loop,
            new java.util.SplittableRandom(1),
            Runnable::run);
    CompletableFuture<Outcome> pay = stranger.submit(inside(fixture)).toCompletableFuture();
    fixture.loop.run(2_500);
    assertThat(pay.join()).isEqualTo(new Outcome.Rejected(RejectionCode.NO_LEADER));
    assertThat(stranger.counters().commandsSent()).isZero();
  }

  @Test
  void shouldFinishWhatIsOpenWhenItStops() {
    network.commitMillisMin = 200;
    network.commitMillisMax = 200;
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted pay = fixture.submit(across(fixture));
    fixture.loop.run(5);
    CompletableFuture<Void> stopped = fixture.client.stop().toCompletableFuture();
    Submitted late = fixture.submit(inside(fixture));
    assertRefused(late, RejectionCode.OVERLOADED);
    assertThat(stopped.isDone()).isFalse();
    assertThat(fixture.loop.runUntil(stopped::isDone, fixture.loop.monotonicMillis() + 2_000))
        .isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldSayWhatItDoesNotKnowWhenItStops() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    network.dropAnswerPermille = 1000;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(5);
    CompletableFuture<Void> stopped = fixture.client.stop().toCompletableFuture();
    fixture.loop.run(SettlementClientConfig.defaults().closeMillis() + 200);
    assertThat(stopped.isDone()).isTrue();
    assertThatThrownBy(pay.outcome()::join).hasCauseInstanceOf(OutcomeUnknown.class);
  }

  private static void assertRefused(Submitted submitted, RejectionCode code) {
    assertThat(submitted.outcome()).isCompletedWithValue(new Outcome.Rejected(code));
  }
}
