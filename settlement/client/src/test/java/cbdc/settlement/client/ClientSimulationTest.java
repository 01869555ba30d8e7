package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.client.ClientFixture.Submitted;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Nodes that die, leaders that change, messages that are lost, doubled and late: what the client
 * says is what the ledger knows.
 */
class ClientSimulationTest {
  private static final int COMMANDS = 600;

  @Test
  void shouldTellNothingButTheTruthWhateverTheNetworkDoes() {
    Map<String, Long> occurred = new TreeMap<>();
    Seeds.forEach(
        60,
        seed -> {
          SettlementClientConfig config = SettlementClientConfig.defaults().withBatches(32);
          if (seed % 3 == 0) {
            config = config.withDeadline(2_500, 180_000);
          }
          // With a short window ids expire, and the history has to tell.
          long windowMillis = seed % 3 == 1 ? 10_000 : FakeCluster.WINDOW_MILLIS;
          ClientFixture fixture =
              new ClientFixture(seed, FakeNetwork.rough(), 3, 8, config, windowMillis);
          storm(fixture);
          heal(fixture);
          assertThat(fixture.awaitAll(400_000)).as("every stage completes").isTrue();
          // Whatever is still on its way arrives now, and must change nothing.
          fixture.loop.run(60_000);
          check(fixture);
          fixture
              .client
              .counters()
              .snapshot()
              .forEach((name, count) -> occurred.merge(name, count, Long::sum));
        });
    if (Long.getLong("cbdc.seed") == null) {
      assertThat(occurred)
          .allSatisfy(
              (name, count) -> {
                if (!List.of("unknown", "refusedQueueFull").contains(name)) {
                  assertThat(count).as(name).isPositive();
                }
              });
    }
  }

  private static void storm(ClientFixture fixture) {
    SeededRandom random = fixture.random;
    for (int i = 0; i < COMMANDS; i++) {
      long amount = random.chance(1, 20) ? 0 : 5;
      fixture.submit(
          fixture.pay(
              fixture.account(random.between(0, 50)),
              fixture.account(random.between(51, 99)),
              amount));
      if (random.chance(1, 10)) {
        fixture.loop.run(random.between(0, 40));
      }
      if (random.chance(1, 40)) {
        disturb(fixture, random);
      }
    }
  }

  private static void disturb(ClientFixture fixture, SeededRandom random) {
    FakeCluster cluster = fixture.cluster;
    List<String> all = List.copyOf(cluster.nodes.keySet());
    String node = random.pick(all);
    switch (random.between(0, 5)) {
      case 0 -> cluster.elect(random.between(0, cluster.shards.length - 1), random.pick(all));
      case 1 -> {
        cluster.kill(node);
        for (FakeShard shard : cluster.shards) {
          if (shard.leader.equals(node)) {
            cluster.elect(shard.shard, random.pick(all));
          }
        }
      }
      case 2 -> cluster.start(node);
      case 3 -> cluster.nodes.get(node).forgetStreams();
      case 4 -> cutOff(fixture, random.ofAnyMagnitude(100, 15_000));
      default -> fixture.loop.run(random.between(100, 3_000));
    }
  }

  /** Nothing gets through for a while; much of it arrives afterwards. */
  private static void cutOff(ClientFixture fixture, long millis) {
    int dropped = fixture.network.dropRequestPermille;
    fixture.network.dropRequestPermille = 1000;
    fixture.loop.run(millis);
    fixture.network.dropRequestPermille = dropped;
  }

  private static void heal(ClientFixture fixture) {
    FakeCluster cluster = fixture.cluster;
    for (String node : cluster.nodes.keySet()) {
      cluster.start(node);
    }
    FakeNetwork network = fixture.network;
    network.dropRequestPermille = 0;
    network.dropAnswerPermille = 0;
    network.refuseBatchPermille = 0;
    network.refusePositionsPermille = 0;
    network.refuseCallPermille = 0;
  }

  private static void check(ClientFixture fixture) {
    Map<Object, Integer> executions = new HashMap<>();
    for (FakeShard shard : fixture.cluster.shards) {
      assertThat(new HashSet<>(shard.executed)).as("nothing twice").hasSameSizeAs(shard.executed);
      shard.executed.forEach(id -> executions.merge(id, 1, Integer::sum));
    }
    for (Submitted submitted : fixture.submitted) {
      Outcome said = submitted.outcome().join();
      Outcome truth = fixture.shardOf(submitted.pay()).truth.get(submitted.pay().id());
      int executed = executions.getOrDefault(submitted.pay().id(), 0);
      switch (said) {
        case Outcome.Settled o -> {
          assertThat(truth).isEqualTo(said);
          assertThat(executed).isEqualTo(1);
        }
        case Outcome.Returned o -> assertThat(truth).isEqualTo(said);
        case Outcome.Cancelled o -> {
          assertThat(truth).as("cancelled, or expired before it arrived").isIn(said, null);
          assertThat(executed).isZero();
        }
        case Outcome.Rejected o when o.code() == RejectionCode.AMOUNT_NOT_POSITIVE ->
            assertThat(truth).isEqualTo(said);
        case Outcome.Rejected o -> {
          assertThat(o.code()).isIn(RejectionCode.NO_LEADER, RejectionCode.OVERLOADED);
          assertThat(truth).as("never sent").isNull();
        }
        case Outcome.Pending o -> throw new AssertionError("pending is no final outcome");
      }
    }
    assertThat(fixture.client.openCommands()).isZero();
  }
}
