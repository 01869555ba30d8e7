package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ProposeOutcome.Refusal;
import cbdc.settlement.node.raft.SimulatedCluster.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A group of one, three and five replicas in virtual time: what it is for, and what it must
 * survive.
 */
@Timeout(60)
class RaftGroupSimulationTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void shouldElectOneLeaderAndReplicate(int size) {
    try (SimulatedCluster cluster = new SimulatedCluster(1, size)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.commitMany(leader, "e", 50);
      cluster.awaitSame();

      assertThat(leader.machine().rows()).hasSizeGreaterThanOrEqualTo(51);
      assertThat(leader.machine().rows().get(0).bytes())
          .as("the new-term entry")
          .containsExactly(0);
      cluster.replicas.values().forEach(cluster::assertHoldsAcknowledged);
    }
  }

  @Test
  void shouldGiveIndexAndTermOfCommittedEntry() {
    try (SimulatedCluster cluster = new SimulatedCluster(2, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      Proposal proposal = cluster.propose(leader, "a");
      cluster.time.runUntil(() -> "committed", proposal::committed);

      assertThat(proposal.outcome)
          .isEqualTo(
              new ProposeOutcome.Committed(leader.status().lastApplied(), leader.status().term()));
    }
  }

  @Test
  void shouldRefuseAtFollowerWithHint() {
    try (SimulatedCluster cluster = new SimulatedCluster(3, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      Proposal proposal = cluster.propose(cluster.followers().get(0), "a");
      cluster.time.runFor(10);

      assertThat(proposal.outcome).isEqualTo(new ProposeOutcome.NotLeader(Optional.of(leader.id)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void shouldKeepEverythingAcknowledgedWhenLeaderDies(int size) {
    try (SimulatedCluster cluster = new SimulatedCluster(4, size)) {
      SimulatedReplica first = cluster.awaitLeader();
      cluster.commitMany(first, "before", 40);
      for (int i = 0; i < 20; i++) {
        cluster.propose(first, "during" + i);
      }
      cluster.time.runFor(1);
      first.crash();
      cluster.time.runUntil(() -> "another leader", () -> cluster.leader() != null);
      SimulatedReplica second = cluster.awaitLeader();
      cluster.commitMany(second, "after", 40);
      first.start();
      cluster.awaitSame();

      assertThat(second).isNotSameAs(first);
      cluster.replicas.values().forEach(cluster::assertHoldsAcknowledged);
    }
  }

  @Test
  void shouldElectWithinTwoSecondsOfLeadersDeath() {
    try (SimulatedCluster cluster = new SimulatedCluster(5, 3)) {
      cluster.awaitLeader().crash();
      long died = cluster.time.nanoTime();
      cluster.time.runUntil(() -> "another leader", () -> cluster.leader() != null);

      assertThat(cluster.time.nanoTime() - died).isLessThan(2_000_000_000L);
    }
  }

  @Test
  void shouldComeBackFromStoresAfterAllCrash() {
    try (SimulatedCluster cluster = new SimulatedCluster(6, 3)) {
      cluster.commitMany(cluster.awaitLeader(), "before", 250);
      cluster.replicas.values().forEach(SimulatedReplica::crash);
      cluster.replicas.values().forEach(SimulatedReplica::start);
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.commitMany(leader, "after", 50);
      cluster.awaitSame();

      assertThat(leader.machine().installs()).as("restored from the snapshot").isEqualTo(1);
      cluster.replicas.values().forEach(cluster::assertHoldsAcknowledged);
    }
  }

  @Test
  void shouldRestartOneByOneUnderLoad() {
    try (SimulatedCluster cluster = new SimulatedCluster(7, 3)) {
      cluster.awaitLeader();
      int number = 0;
      for (String id : List.copyOf(cluster.replicas.keySet())) {
        cluster.replica(id).crash();
        for (int i = 0; i < 100; i++) {
          if (cluster.leader() != null) {
            cluster.propose(cluster.leader(), "e" + number++);
          }
          cluster.time.runFor(20);
        }
        cluster.replica(id).start();
        cluster.awaitLeader();
      }
      cluster.awaitSame();

      assertThat(number).isGreaterThan(100);
      cluster.replicas.values().forEach(cluster::assertHoldsAcknowledged);
    }
  }

  @Test
  void shouldInstallSnapshotOnFarBehindFollowerOverBulkConnection() {
    try (SimulatedCluster cluster = new SimulatedCluster(8, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      SimulatedReplica follower = cluster.followers().get(0);
      cluster.network.isolate(follower.id, cluster.others(follower.id));
      cluster.commitMany(leader, "e", 450);
      assertThat(follower.machine().lastIndex()).isLessThan(20);
      cluster.network.heal();
      cluster.awaitLeader();
      cluster.awaitSame();

      assertThat(follower.machine().installs()).isGreaterThanOrEqualTo(1);
      assertThat(cluster.network.bulkFrames()).as("pieces of the snapshot").hasSizeGreaterThan(3);
      cluster.assertHoldsAcknowledged(follower);
    }
  }

  @Test
  void shouldTakeSnapshotsAtTheSameIndexes() {
    try (SimulatedCluster cluster = new SimulatedCluster(9, 3)) {
      cluster.commitMany(cluster.awaitLeader(), "e", 350);
      cluster.awaitSame();

      cluster
          .replicas
          .values()
          .forEach(
              replica -> {
                replica
                    .group()
                    .readStatus(status -> assertThat(status.snapshotIndex()).isEqualTo(300));
                assertThat(replica.machine().freezes()).isEqualTo(3);
              });
      cluster.time.runFor(10);
    }
  }

  @Test
  void shouldCutAppendRequestsByBytes() {
    RaftSettings settings = new RaftSettings(10_000, 256, 128, 100_000, 10, 1_000, 500);
    try (SimulatedCluster cluster = new SimulatedCluster(10, 3, settings)) {
      SimulatedReplica leader = cluster.awaitLeader();
      SimulatedReplica follower = cluster.followers().get(0);
      cluster.network.cutBoth(leader.id, follower.id);
      String large = "x".repeat(30_000);
      cluster.commitMany(leader, large, 60);
      cluster.network.heal();
      cluster.awaitLeader();
      cluster.awaitSame();

      assertThat(cluster.network.largestFrameBytes()).isBetween(90_000, 100_300);
      cluster.assertHoldsAcknowledged(follower);
    }
  }

  @Test
  void shouldBoundWhatIsInFlightAndCallLostLeadershipIndeterminate() {
    try (SimulatedCluster cluster = new SimulatedCluster(11, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.network.isolate(leader.id, cluster.others(leader.id));
      List<Proposal> proposals = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        proposals.add(cluster.propose(leader, "e" + i));
      }
      cluster.time.runFor(100);

      int limit = SimulatedCluster.SETTINGS.maxInFlightEntries();
      assertThat(proposals.subList(limit, 100))
          .allSatisfy(
              p ->
                  assertThat(p.outcome)
                      .isEqualTo(new ProposeOutcome.Refused(Refusal.TOO_MANY_IN_FLIGHT)));
      assertThat(proposals.subList(0, limit)).allSatisfy(p -> assertThat(p.outcome).isNull());
      cluster.time.runUntil(() -> "the leader notices", () -> !leader.status().isLeader());
      assertThat(proposals.subList(0, limit))
          .allSatisfy(p -> assertThat(p.outcome).isEqualTo(new ProposeOutcome.Indeterminate()));
      cluster.network.heal();
      cluster.awaitLeader();
      cluster.awaitSame();
    }
  }

  @Test
  void shouldNotCommitWithoutMajority() {
    try (SimulatedCluster cluster = new SimulatedCluster(12, 5)) {
      SimulatedReplica leader = cluster.awaitLeader();
      List<SimulatedReplica> followers = cluster.followers();
      followers.subList(0, 3).forEach(SimulatedReplica::crash);
      Proposal proposal = cluster.propose(leader, "lonely");
      cluster.time.runFor(3_000);

      assertThat(proposal.committed()).isFalse();
      assertThat(leader.status().isLeader()).isFalse();
    }
  }

  @Test
  void shouldTerminateGracefullyAndAnswerAfterwards() {
    try (SimulatedCluster cluster = new SimulatedCluster(13, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      Proposal inFlight = cluster.propose(leader, "e");
      boolean[] ended = new boolean[1];
      leader.group().terminate().thenRun(() -> ended[0] = true);
      cluster.time.runFor(100);
      Proposal late = cluster.propose(leader, "late");

      assertThat(ended[0]).isTrue();
      assertThat(inFlight.outcome).isEqualTo(new ProposeOutcome.Indeterminate());
      assertThat(late.outcome).isEqualTo(new ProposeOutcome.NotLeader(Optional.empty()));
    }
  }
}
