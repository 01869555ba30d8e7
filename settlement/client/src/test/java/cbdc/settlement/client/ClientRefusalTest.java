package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.settlement.client.ClientFixture.Submitted;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused before it is sent, or at the node's door, and what only seems so. */
class ClientRefusalTest {
  private final FakeNetwork network = FakeNetwork.calm();

  private ClientFixture fixture(SettlementClientConfig config) {
    ClientFixture fixture = new ClientFixture(2, network, 3, 4, config);
    fixture.loop.run(50);
    return fixture;
  }

  private static Pay inside(ClientFixture fixture) {
    return fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1));
  }

  @Test
  void shouldRefuseWithoutSendingWhatCannotBeMeant() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    long payer = fixture.account(1);
    long payee = fixture.account(2);
    CommandId future = CommandId.of(fixture.loop.wallMillis() + 60_000, 1, 1);
    assertThat(fixture.submit(ClientFixture.pay(future, payer, payee)))
        .satisfies(s -> fixture.loop.run(1_000))
        .satisfies(s -> assertRefused(s, RejectionCode.ID_IN_FUTURE));
    assertRefused(
        fixture.submit(ClientFixture.pay(new CommandId(1, 2), payer, payee)),
        RejectionCode.ID_NOT_VERSION_7);
    assertRefused(
        fixture.submit(ClientFixture.pay(fixture.ids.next(), -1, payee)),
        RejectionCode.ACCOUNT_INVALID);
    Text longNote = Text.of("n".repeat(141));
    assertRefused(
        fixture.submit(new Pay(fixture.ids.next(), payer, payee, 1, Text.EMPTY, longNote)),
        RejectionCode.TEXT_TOO_LONG);
    assertThat(
            fixture
                .client
                .submit(new Command.ChangeClass(fixture.ids.next(), payer, 256))
                .toCompletableFuture())
        .isCompletedWithValue(new Outcome.Rejected(RejectionCode.CLASS_UNKNOWN));
    Submitted noShard = fixture.submit(fixture.pay(AccountNumber.suspense(17, 900), payee));
    fixture.loop.run(5);
    assertRefused(noShard, RejectionCode.ACCOUNT_INVALID);
    assertThat(fixture.client.counters().commandsSent()).isZero();
  }

  @Test
  void shouldNotTakeTheClockOfOneNodeForTheLedgers() {
    ClientFixture fixture = new ClientFixture(2, network, 3, 4, SettlementClientConfig.defaults());
    fixture.cluster.clockOffsetMillis.put("n1", -60_000L);
    fixture.cluster.clockOffsetMillis.put("n2", -60_000L);
    fixture.loop.run(50);
    for (int i = 0; i < 200; i++) {
      fixture.submit(inside(fixture));
      fixture.loop.run(100);
    }
    assertThat(fixture.awaitAll(1_000)).isTrue();
    assertThat(fixture.client.counters().settled()).isEqualTo(200);
  }

  @Test
  void shouldRefuseAtTheDeadlineAnIdFromTheFutureWhenNotEveryNodeIsHeard() {
    ClientFixture fixture = mutedFixture();
    CommandId future = CommandId.of(fixture.loop.wallMillis() + 60_000, 1, 1);
    Submitted pay =
        fixture.submit(ClientFixture.pay(future, fixture.account(1), fixture.account(2)));
    fixture.loop.run(29_000);
    assertThat(pay.isDone()).as("the third might say another time").isFalse();
    fixture.loop.run(2_000);
    assertRefused(pay, RejectionCode.ID_IN_FUTURE);
    assertThat(fixture.client.counters().commandsSent()).isZero();
  }

  @Test
  void shouldSendACommandOnceItsTimeHasCome() {
    ClientFixture fixture = mutedFixture();
    CommandId future = CommandId.of(fixture.loop.wallMillis() + 20_000, 1, 1);
    Submitted pay =
        fixture.submit(ClientFixture.pay(future, fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
    fixture.loop.run(4_000);
    assertThat(fixture.client.counters().commandsSent()).isZero();
    assertThat(fixture.awaitAll(10_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  /** One of its three nodes never answers. */
  private ClientFixture mutedFixture() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    fixture.cluster.mutedNode = "n3";
    fixture.cluster.kill("n3");
    fixture.loop.run(SettlementClientConfig.defaults().hintsRefreshMillis());
    fixture.cluster.start("n3");
    return fixture;
  }

  @Test
  void shouldRefuseForGoodWhatTheNodeCannotTake() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    fixture.cluster.refuseAllWith = RejectionCode.RULES_VERSION_UNSUPPORTED;
    Submitted order = fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(1_500)).isTrue();
    assertRefused(order, RejectionCode.RULES_VERSION_UNSUPPORTED);
    fixture.cluster.refuseAllWith = RejectionCode.BANK_KEY_UNKNOWN;
    Submitted pay = fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(1_500)).isTrue();
    assertRefused(pay, RejectionCode.BANK_KEY_UNKNOWN);
    assertThat(fixture.cluster.shards[1].truth).isEmpty();
  }

  @Test
  void shouldRefuseForGoodOnlyTheCommandThatTheNodeNames() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Pay order = inside(fixture);
    fixture.cluster.beyondRules = order.id();
    Submitted before = fixture.submit(inside(fixture));
    Submitted named = fixture.submit(order);
    Submitted behind = fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(2_000)).isTrue();
    assertRefused(named, RejectionCode.RULES_VERSION_UNSUPPORTED);
    assertThat(before.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(behind.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @ParameterizedTest
  @EnumSource(names = {"RULES_VERSION_UNSUPPORTED", "COMMAND_MALFORMED"})
  void shouldAskByTheIdAloneWhereQuestionsAboutItsContentAreNotKnown(RejectionCode code) {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted first = fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(2_000)).isTrue();
    fixture.cluster.refuseQuestionsOfContentWith = code;
    CompletableFuture<Outcome> asked = fixture.client.ask(first.pay()).toCompletableFuture();
    Submitted beside = fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(2_000)).isTrue();
    fixture.loop.run(2_000);
    assertThat(asked).isCompletedWithValue(Outcome.Settled.INSTANCE);
    assertThat(beside.outcome()).isCompletedWithValue(Outcome.Settled.INSTANCE);
    assertThat(fixture.cluster.shards[1].executed).doesNotHaveDuplicates();
  }

  @Test
  void shouldHaveTheContentComparedWhereOnlyTheIdCanBeAskedFor() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    Submitted first = fixture.submit(inside(fixture));
    assertThat(fixture.awaitAll(2_000)).isTrue();
    fixture.cluster.refuseQuestionsOfContentWith = RejectionCode.RULES_VERSION_UNSUPPORTED;
    Pay pay = first.pay();
    Pay other =
        new Pay(pay.id(), pay.payer(), pay.payee(), pay.amount() + 1, Text.EMPTY, Text.EMPTY);
    CompletableFuture<Outcome> asked = fixture.client.ask(other).toCompletableFuture();
    fixture.loop.run(2_000);
    assertThat(asked).isCompletedWithValue(new Outcome.Rejected(RejectionCode.ID_REUSED));
    assertThat(fixture.cluster.shards[1].executed).containsExactly(pay.id());
  }

  @Test
  void shouldWaitForAnAdmissionThatIsOnItsWay() {
    ClientFixture fixture = fixture(SettlementClientConfig.defaults());
    fixture.cluster.refuseAllWith = RejectionCode.BANK_UNKNOWN;
    Submitted pay = fixture.submit(inside(fixture));
    fixture.loop.run(300);
    fixture.cluster.refuseAllWith = null;
    assertThat(fixture.awaitAll(1_000)).isTrue();
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  private static void assertRefused(Submitted submitted, RejectionCode code) {
    assertThat(submitted.outcome()).isCompletedWithValue(new Outcome.Rejected(code));
  }
}
