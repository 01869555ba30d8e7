package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.client.ClientFixture.Submitted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How commands travel: together, in order, bounded, and each shard at its own speed. */
class ClientBatchingTest {
  private final FakeNetwork network = FakeNetwork.calm();

  private ClientFixture fixture(int nodes, int shards, SettlementClientConfig config) {
    ClientFixture fixture = new ClientFixture(1, network, nodes, shards, config);
    fixture.loop.run(50);
    return fixture;
  }

  @Test
  void shouldSendASingleCommandAtOnce() {
    ClientFixture fixture = fixture(1, 4, SettlementClientConfig.defaults());
    Submitted one = fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
    long start = fixture.loop.monotonicMillis();
    assertThat(fixture.awaitAll(1_000)).isTrue();
    assertThat(one.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(fixture.loop.monotonicMillis() - start)
        .as("two hops and a commit")
        .isLessThanOrEqualTo(4);
  }

  @Test
  void shouldSendLargerBatchesUnderLoad() {
    ClientFixture fixture = fixture(2, 8, SettlementClientConfig.defaults());
    for (int i = 0; i < 10_000; i++) {
      fixture.submit(fixture.pay(fixture.account(i), fixture.account(i + 1)));
      if (i % 500 == 0) {
        fixture.loop.run(1);
      }
    }
    assertThat(fixture.awaitAll(10_000)).isTrue();
    assertThat(fixture.client.counters().commandsSent()).isEqualTo(10_000);
    assertThat(fixture.client.counters().flushes()).isLessThan(100);
    assertThat(fixture.client.counters().settled()).isEqualTo(10_000);
  }

  @Test
  void shouldHaveAtMostTwoFlushesInFlightToANode() {
    network.commitMillisMin = 10;
    network.commitMillisMax = 200;
    network.laterAfterMillis = 500;
    ClientFixture fixture = fixture(2, 16, SettlementClientConfig.defaults());
    for (int i = 0; i < 5_000; i++) {
      fixture.submit(fixture.pay(fixture.account(i), fixture.account(i + 1)));
      fixture.loop.run(i % 7 == 0 ? 1 : 0);
    }
    assertThat(fixture.awaitAll(60_000)).isTrue();
    assertThat(fixture.cluster.flushesInFlightMax).isEqualTo(2);
  }

  @Test
  void shouldKeepTheOrderOfEachShard() {
    network.delayMillisMin = 0;
    network.delayMillisMax = 30;
    network.commitMillisMax = 40;
    network.laterAfterMillis = 10;
    ClientFixture fixture = fixture(3, 8, SettlementClientConfig.defaults().withBatches(16));
    for (int i = 0; i < 3_000; i++) {
      fixture.submit(fixture.pay(fixture.account(i % 40), fixture.account(50)));
      fixture.loop.run(i % 20 == 0 ? 1 : 0);
    }
    assertThat(fixture.awaitAll(60_000)).isTrue();
    assertThat(fixture.client.counters().snapshot().get("laterBatches")).isPositive();
    assertOrder(fixture);
  }

  @Test
  void shouldKeepTheOrderThroughRefusalsAndRedirects() {
    network.delayMillisMin = 0;
    network.delayMillisMax = 30;
    network.refuseBatchPermille = 300;
    ClientFixture fixture = fixture(3, 4, SettlementClientConfig.defaults().withBatches(16));
    for (int i = 0; i < 2_000; i++) {
      fixture.submit(fixture.pay(fixture.account(i % 40), fixture.account(50)));
      fixture.loop.run(i % 10 == 0 ? 1 : 0);
      if (i % 400 == 0) {
        // Between two proposals, so that none is lost.
        network.refuseBatchPermille = 1000;
        fixture.loop.run(100);
        fixture.cluster.elect(1 + i / 400 % 3, "n" + (1 + i / 400 % 3));
        network.refuseBatchPermille = 300;
      }
    }
    assertThat(fixture.awaitAll(60_000)).isTrue();
    assertThat(fixture.client.counters().redirects()).isPositive();
    assertOrder(fixture);
  }

  private static void assertOrder(ClientFixture fixture) {
    for (FakeShard shard : fixture.cluster.shards) {
      List<CommandId> expected = new ArrayList<>();
      for (Submitted each : fixture.submitted) {
        if (fixture.shardOf(each.pay()) == shard) {
          expected.add(each.pay().id());
        }
      }
      assertThat(shard.executed).isEqualTo(expected);
    }
  }

  @Test
  void shouldNotHoldUpOtherShardsForASlowOne() {
    ClientFixture fixture = fixture(1, 4, SettlementClientConfig.defaults());
    fixture.cluster.slowShard = 1;
    fixture.cluster.slowMillis = 900;
    Submitted slow = fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
    List<Submitted> quick = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      quick.add(fixture.submit(fixture.pay(fixture.accountIn(2, 0), fixture.accountIn(2, 1))));
      fixture.loop.run(5);
    }
    fixture.loop.run(30);
    assertThat(quick).allMatch(Submitted::isDone);
    assertThat(slow.isDone()).isFalse();
    assertThat(fixture.awaitAll(2_000)).isTrue();
    assertThat(fixture.client.counters().commandsSentAgain())
        .as("told by the stream, not sent again")
        .isZero();
  }

  @Test
  void shouldRefuseAtOnceWhatIsTooMuch() {
    SettlementClientConfig config = SettlementClientConfig.defaults().withQueues(100, 60);
    ClientFixture fixture = fixture(1, 4, config);
    fixture.cluster.kill("n1");
    for (int i = 0; i < 150; i++) {
      fixture.submit(fixture.pay(fixture.accountIn(1 + i % 2, 0), fixture.account(9)));
    }
    List<Submitted> refused = fixture.submitted.stream().filter(Submitted::isDone).toList();
    assertThat(refused).hasSize(50).allMatch(s -> isRefused(s, RejectionCode.OVERLOADED));
    assertThat(fixture.client.openCommands()).isEqualTo(100);
    assertThat(fixture.client.counters().refusedQueueFull()).isEqualTo(50);
    fixture.cluster.start("n1");
    assertThat(fixture.awaitAll(10_000)).isTrue();
    assertThat(fixture.client.counters().settled()).isEqualTo(100);
  }

  @Test
  void shouldRefuseWhatIsTooMuchForOneShard() {
    ClientFixture fixture = fixture(1, 4, SettlementClientConfig.defaults().withQueues(100, 60));
    fixture.cluster.kill("n1");
    for (int i = 0; i < 80; i++) {
      fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.account(9)));
    }
    fixture.loop.run(1);
    assertThat(fixture.submitted.stream().filter(Submitted::isDone))
        .hasSize(20)
        .allMatch(s -> isRefused(s, RejectionCode.OVERLOADED));
    Submitted other = fixture.submit(fixture.pay(fixture.accountIn(2, 0), fixture.account(9)));
    fixture.loop.run(1);
    assertThat(other.isDone()).as("the other shard has room").isFalse();
  }

  @Test
  void shouldGoToTheNewLeaderAfterOneRedirect() {
    ClientFixture fixture = fixture(3, 2, SettlementClientConfig.defaults());
    fixture.cluster.elect(1, "n3");
    for (int i = 0; i < 50; i++) {
      fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
      assertThat(fixture.awaitAll(1_000)).isTrue();
    }
    assertThat(fixture.client.counters().redirects()).isEqualTo(1);
    assertThat(fixture.client.counters().flushes()).isEqualTo(51);
  }

  @Test
  void shouldAskTheNextMemberWhenTheLeaderIsGone() {
    ClientFixture fixture = fixture(3, 2, SettlementClientConfig.defaults());
    String leader = fixture.cluster.shards[1].leader;
    fixture.cluster.kill(leader);
    Submitted one = fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
    fixture.loop.run(300);
    assertThat(one.isDone()).isFalse();
    fixture.cluster.elect(1, leader.equals("n3") ? "n1" : "n3");
    assertThat(fixture.awaitAll(500)).as("found within half a second").isTrue();
    assertThat(one.outcome().join()).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldSendAgainWhatTheLedgerHadNoRoomFor() {
    ClientFixture fixture = fixture(1, 2, SettlementClientConfig.defaults());
    fixture.cluster.shards[1].overloadedNext = 7;
    for (int i = 0; i < 20; i++) {
      fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
    }
    assertThat(fixture.awaitAll(5_000)).isTrue();
    assertThat(fixture.client.counters().settled()).isEqualTo(20);
    assertThat(fixture.cluster.shards[1].executed).hasSize(20).doesNotHaveDuplicates();
  }

  private static boolean isRefused(Submitted submitted, RejectionCode code) {
    return submitted.outcome().join().equals(new Outcome.Rejected(code));
  }
}
