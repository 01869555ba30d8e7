package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Approval;
import cbdc.protocol.Command;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Command.OpenAccount;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Command.ReleaseHold;
import cbdc.protocol.Command.SetStatus;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.ReadPayload.Balance;
import cbdc.settlement.client.ClientFixture.Submitted;
import cbdc.settlement.client.transport.NodeCall;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What throws between a command and the network: nothing is lost by it, and nothing hangs. */
class ClientFaultTest {
  private final ClientFixture fixture = fixture(3, 4);

  private static ClientFixture fixture(int nodes, int shards) {
    ClientFixture fixture =
        new ClientFixture(4, FakeNetwork.calm(), nodes, shards, SettlementClientConfig.defaults());
    fixture.loop.run(50);
    return fixture;
  }

  private Pay inside() {
    return fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1));
  }

  @Test
  void shouldSendWhatCouldNotBeSignedOnceTheKeyWorksAgain() {
    fixture.key.isOutOfOrder = true;
    for (int i = 0; i < 10; i++) {
      fixture.submit(fixture.pay(fixture.accountIn(1 + i % 3, 0), fixture.account(9)));
    }
    fixture.loop.run(1_000);
    assertThat(fixture.client.counters().commandsSent()).isZero();
    fixture.key.isOutOfOrder = false;
    assertThat(fixture.awaitAll(1_000)).isTrue();
    assertThat(fixture.client.counters().settled()).isEqualTo(10);
    assertThat(fixture.client.counters().commandsSentAgain()).isZero();
  }

  @Test
  void shouldRefuseAtTheDeadlineWhatCouldNotBeSigned() {
    fixture.key.isOutOfOrder = true;
    Submitted pay = fixture.submit(inside());
    assertThat(fixture.awaitAll(31_000)).isTrue();
    assertThat(pay.outcome().join()).isInstanceOf(Outcome.Rejected.class);
    assertThat(fixture.client.counters().commandsSent()).isZero();
  }

  @Test
  void shouldReadOnceTheKeyWorksAgain() {
    fixture.key.isOutOfOrder = true;
    CompletableFuture<ReadResult<Balance>> read =
        fixture.client.balance(fixture.accountIn(1, 0)).toCompletableFuture();
    fixture.loop.run(1_000);
    assertThat(read).isNotDone();
    fixture.key.isOutOfOrder = false;
    fixture.loop.run(1_000);
    assertThat(read).isCompleted();
  }

  @Test
  void shouldGoOnWhenTheTransportThrew() {
    fixture.cluster.callFails = true;
    Submitted pay = fixture.submit(inside());
    CompletableFuture<ReadResult<Balance>> read =
        fixture.client.balance(fixture.accountIn(1, 0)).toCompletableFuture();
    // Long enough for the next hints to be asked for.
    fixture.loop.run(SettlementClientConfig.defaults().hintsRefreshMillis() + 1_000);
    assertThat(pay.isDone()).isFalse();
    int hintsCalls = fixture.cluster.hintsCalls;
    fixture.cluster.callFails = false;
    assertThat(fixture.awaitAll(1_000)).isTrue();
    fixture.loop.run(SettlementClientConfig.defaults().hintsRefreshMillis());
    assertThat(pay.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(read).isCompleted();
    assertThat(fixture.cluster.hintsCalls).isGreaterThan(hintsCalls);
  }

  @Test
  void shouldKeepEveryFlushWithinWhatOneCallMayCarry() {
    int shards = 1_024;
    ClientFixture many = fixture(1, shards);
    for (int i = 0; i < 20_000; i++) {
      many.submit(many.pay(many.account(i), many.account(i + 1)));
    }
    assertThat(many.awaitAll(10_000)).isTrue();
    assertThat(many.client.counters().settled()).isEqualTo(20_000);
    assertThat(many.cluster.requestBytesMax).isLessThan(NodeCall.MAX_BYTES / 4);
  }

  /** Lanes before it are always full again before its turn. */
  @Test
  void shouldNotLetTheFirstShardsStarveTheLast() {
    ClientFixture many = fixture(1, 1_024);
    long[] accounts = new long[1_024];
    for (int number = 0, found = 0; found < accounts.length - 1; number++) {
      int shard = AccountNumber.shard(many.account(number), accounts.length);
      if (accounts[shard] == 0) {
        accounts[shard] = many.account(number);
        found++;
      }
    }
    Submitted last = many.submit(many.pay(accounts[1_023], accounts[1]));
    for (int round = 0; round < 60; round++) {
      for (int shard = 1; shard < 1_023; shard++) {
        many.submit(many.pay(accounts[shard], accounts[1]));
      }
      many.loop.run(1);
    }
    assertThat(last.isDone()).isTrue();
    assertThat(many.awaitAll(10_000)).isTrue();
  }

  @Test
  void shouldRefuseWhatComesAfterTheLoopWasClosed() {
    fixture.loop.isClosed = true;
    Submitted first = fixture.submit(inside());
    Submitted second = fixture.submit(inside());
    CompletableFuture<ReadResult<Balance>> read =
        fixture.client.balance(fixture.accountIn(1, 0)).toCompletableFuture();
    Outcome refused = new Outcome.Rejected(RejectionCode.OVERLOADED);
    assertThat(first.outcome()).isCompletedWithValue(refused);
    assertThat(second.outcome()).isCompletedWithValue(refused);
    assertThat(fixture.client.openCommands()).isZero();
    assertThatThrownBy(read::join)
        .cause()
        .isInstanceOfSatisfying(
            ReadFailed.class, e -> assertThat(e.code()).isEqualTo(RejectionCode.OVERLOADED));
    assertThat(fixture.client.stop().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void shouldKeepTheQueueWhenACommandHasNoBytes() {
    ShardLane lane = new ShardLane(1);
    OpenCommand good = OpenCommand.of(inside());
    Pay unsound = inside();
    OpenCommand bad =
        OpenCommand.of(
            new Pay(unsound.id(), unsound.payer(), unsound.payee(), 1, Text.EMPTY, null));
    lane.queue.addAll(List.of(good, bad));
    lane.queue.forEach(command -> command.stage = OpenCommand.Stage.QUEUED);
    FlushEncoder encoder =
        new FlushEncoder(new ClientIdentity(17, ClientFixture.KEY), new ClientId(1, 2));
    encoder.start(new UUID(1, 2));
    assertThatThrownBy(() -> encoder.take(lane, 1, SettlementClientConfig.defaults()))
        .isInstanceOf(NullPointerException.class);
    assertThat(lane.queue).containsExactly(good, bad);
    assertThat(encoder.commandBytes()).isZero();
  }

  /** A command with something missing, and how the caller is told. */
  record MissingRow(String name, Command command) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldNameWhatIsMissing() {
    CommandId id = fixture.ids.next();
    long a = fixture.accountIn(1, 0);
    long b = fixture.accountIn(1, 1);
    List<Approval> unsigned = List.of(new Approval(1, null));
    return Tables.tests(
        List.of(
            new MissingRow("Pay.id", new Pay(null, a, b, 1, Text.EMPTY, Text.EMPTY)),
            new MissingRow("Pay.endToEndId", new Pay(id, a, b, 1, null, Text.EMPTY)),
            new MissingRow("Pay.note", new Pay(id, a, b, 1, Text.EMPTY, null)),
            new MissingRow("PlaceHold.note", new PlaceHold(id, a, b, 1, 1, Text.EMPTY, null)),
            new MissingRow(
                "CaptureHold.hold", new CaptureHold(id, a, b, null, 1, Text.EMPTY, null)),
            new MissingRow("CaptureHold.note", new CaptureHold(id, a, b, id, 1, Text.EMPTY, null)),
            new MissingRow("ReleaseHold.hold", new ReleaseHold(id, a, b, null)),
            new MissingRow("OpenAccount.kind", new OpenAccount(id, a, null, 1)),
            new MissingRow("SetStatus.status", new SetStatus(id, a, null)),
            new MissingRow("SubmitOrder.order", new SubmitOrder(id, null, List.of())),
            new MissingRow("Approval.signature", new SubmitOrder(id, new byte[9], unsigned)),
            new MissingRow("AskOutcome.id", Command.AskOutcome.ofAnyContent(null, a))),
        row ->
            assertThatThrownBy(() -> fixture.client.submit(row.command()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(row.name() + " is missing"));
  }

  @Test
  void shouldRefuseAnApprovalWhoseSignatureHasAnotherLength() {
    for (int length : new int[] {0, 63, 65}) {
      assertThat(
              fixture
                  .client
                  .submit(
                      new SubmitOrder(
                          fixture.ids.next(),
                          new byte[100],
                          List.of(new Approval(1, new byte[length]))))
                  .toCompletableFuture())
          .isCompletedWithValue(new Outcome.Rejected(RejectionCode.ORDER_MALFORMED));
    }
    assertThat(fixture.client.counters().submitted()).isZero();
  }
}
