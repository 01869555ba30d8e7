package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.Command.Pay;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.CompletionsAnswer.CommandFinished;
import cbdc.settlement.client.ClientFixture.Submitted;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is told of an id that was used for more than one content. */
class ClientContentTest extends ClientOutcomeFixture {
  private static final Outcome REUSED = new Outcome.Rejected(RejectionCode.ID_REUSED);

  @Test
  void shouldSayThatAnIdWasUsedForOtherContentThanIsAskedAbout() {
    ClientFixture fixture =
        fixture(SettlementClientConfig.defaults().withDeadline(30_000, 200_000), 8_000);
    Pay pay = inside(fixture);
    Pay other = withOtherAmount(pay);
    fixture.submit(pay);
    assertThat(fixture.awaitAll(1_000)).isTrue();
    assertThat(answer(fixture, other)).as("within the window").isEqualTo(REUSED);
    assertThat(answer(fixture, pay)).isEqualTo(Outcome.Settled.INSTANCE);
    fixture.loop.run(20_000);
    assertThat(answer(fixture, other)).as("by the history").isEqualTo(REUSED);
    assertThat(answer(fixture, pay)).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(fixture.client.counters().historySearches()).isEqualTo(2);
  }

  @Test
  void shouldNotTakeALateCompletionForTheOutcomeOfOtherContent() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Pay pay = across(fixture);
    fixture.submit(pay);
    assertThat(fixture.awaitAll(1_000)).isTrue();
    fixture.cluster.slowShard = 1;
    fixture.cluster.slowMillis = 500;
    Submitted reused = fixture.submit(withOtherAmount(pay));
    fixture.loop.run(50);
    fixture
        .cluster
        .nodes
        .get(fixture.cluster.shards[1].leader)
        .tell(new CommandFinished(1, pay.id(), Outcome.Settled.INSTANCE));
    assertThat(fixture.awaitAll(2_000)).isTrue();
    assertThat(reused.outcome().join()).isEqualTo(REUSED);
  }

  @Test
  void shouldTellOfAnIdAloneWhatItWasFirstUsedFor() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Pay pay = inside(fixture);
    fixture.submit(pay);
    assertThat(fixture.awaitAll(1_000)).isTrue();
    Submitted reused = fixture.submit(withOtherAmount(pay));
    CompletableFuture<Outcome> asked =
        fixture.client.askById(pay.id(), pay.payer()).toCompletableFuture();
    fixture.loop.run(3_000);
    assertThat(reused.outcome().join()).isEqualTo(REUSED);
    assertThat(asked.join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldNotAnswerACommandWithWhatItsIdAloneWasAskedFor() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Pay pay = inside(fixture);
    fixture.submit(pay);
    assertThat(fixture.awaitAll(1_000)).isTrue();
    CompletableFuture<Outcome> asked =
        fixture.client.askById(pay.id(), pay.payer()).toCompletableFuture();
    Submitted reused = fixture.submit(withOtherAmount(pay));
    fixture.loop.run(3_000);
    assertThat(asked.join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(reused.outcome().join()).isEqualTo(REUSED);
  }

  @Test
  void shouldRefuseACommandAtItsOwnDeadlineWhileAQuestionGoesBeforeIt() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults().withDeadline(5_000, 60_000));
    Pay pay = inside(fixture);
    network.dropAnswerPermille = 1000;
    CompletableFuture<Outcome> asked =
        fixture.client.askById(pay.id(), pay.payer()).toCompletableFuture();
    Submitted waiting = fixture.submit(pay);
    fixture.loop.run(6_000);
    assertThat(asked).isNotDone();
    assertThat(waiting.outcome().join()).isEqualTo(new Outcome.Rejected(RejectionCode.NO_LEADER));
    network.dropAnswerPermille = 0;
    fixture.loop.run(10_000);
    assertThat(asked).as("asked after the refusal").isDone();
    assertThat(fixture.client.openCommands()).isZero();
  }

  @Test
  void shouldSayThatItDoesNotKnowWhenItIsClosedWhileAQuestionWaits() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    network.dropAnswerPermille = 1000;
    Pay pay = inside(fixture);
    fixture.submit(pay);
    CompletableFuture<Outcome> asked =
        fixture.client.askById(pay.id(), pay.payer()).toCompletableFuture();
    fixture.loop.run(100);
    CompletableFuture<Void> closed = fixture.client.stop().toCompletableFuture();
    fixture.loop.run(120_000);
    assertThat(closed).isDone();
    assertThatThrownBy(asked::join).hasCauseInstanceOf(OutcomeUnknown.class);
  }

  private static Pay withOtherAmount(Pay pay) {
    return new Pay(pay.id(), pay.payer(), pay.payee(), pay.amount() + 1, Text.EMPTY, Text.EMPTY);
  }

  private static Outcome answer(ClientFixture fixture, Pay asked) {
    CompletableFuture<Outcome> outcome = fixture.client.ask(asked).toCompletableFuture();
    fixture.loop.run(3_000);
    return outcome.join();
  }
}
