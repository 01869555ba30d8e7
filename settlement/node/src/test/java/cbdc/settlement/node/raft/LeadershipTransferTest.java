package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.TransferOutcome;
import cbdc.settlement.node.raft.SimulatedCluster.Proposal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handing over leadership loses nothing, and does nothing where it cannot succeed. */
@Timeout(60)
class LeadershipTransferTest {

  private final List<TransferOutcome> outcomes = new ArrayList<>();

  private TransferOutcome transfer(SimulatedCluster cluster, SimulatedReplica from, String to) {
    outcomes.clear();
    from.group().transferLeadership(to, outcomes::add);
    cluster.time.runUntil(() -> "an outcome", () -> !outcomes.isEmpty());
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0);
  }

  @Test
  void shouldHandOverUnderLoadQuicklyAndLoseNothing() {
    try (SimulatedCluster cluster = new SimulatedCluster(1, 3)) {
      cluster.awaitLeader();
      List<Proposal> proposals = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        SimulatedReplica leader = cluster.awaitLeader();
        SimulatedReplica target = cluster.followers().get(round % 2);
        for (int i = 0; i < 40; i++) {
          proposals.add(cluster.propose(leader, round + "/" + i));
        }
        long from = cluster.time.nanoTime();
        assertThat(transfer(cluster, leader, target.id)).isEqualTo(TransferOutcome.TRANSFERRED);
        cluster.time.runUntil(() -> "the target leads", () -> cluster.leader() == target);
        assertThat(cluster.time.nanoTime() - from)
            .as("nanoseconds without a leader")
            .isLessThan(200_000_000L);
      }
      cluster.awaitSame();

      assertThat(proposals)
          .allSatisfy(p -> assertThat(p.outcome).isInstanceOf(ProposeOutcome.Committed.class));
    }
  }

  @Test
  void shouldLeadOnWhenTargetIsBehind() {
    try (SimulatedCluster cluster = new SimulatedCluster(2, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      SimulatedReplica target = cluster.followers().get(0);
      cluster.network.isolate(target.id, cluster.others(target.id));
      cluster.commitMany(leader, "e", 20);

      assertThat(transfer(cluster, leader, target.id)).isEqualTo(TransferOutcome.TARGET_BEHIND);
      cluster.commitMany(leader, "f", 20);
      assertThat(cluster.leader()).isSameAs(leader);
    }
  }

  @Test
  void shouldLeadOnWhenTargetDoesNotTakeOver() {
    try (SimulatedCluster cluster = new SimulatedCluster(3, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      SimulatedReplica target = cluster.followers().get(0);
      cluster.network.hold(frame -> frame.from().equals(target.id));

      assertThat(transfer(cluster, leader, target.id))
          .isIn(TransferOutcome.TIMED_OUT, TransferOutcome.STEPPED_DOWN);
      cluster.network.release();
      cluster.time.runFor(5_000);
      cluster.commitMany(cluster.awaitLeader(), "f", 20);
      cluster.check();
    }
  }

  @Test
  void shouldNotTryWhatCannotBe() {
    try (SimulatedCluster cluster = new SimulatedCluster(4, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      SimulatedReplica follower = cluster.followers().get(0);

      assertThat(transfer(cluster, follower, leader.id)).isEqualTo(TransferOutcome.NOT_LEADER);
      assertThat(transfer(cluster, leader, "stranger")).isEqualTo(TransferOutcome.NOT_POSSIBLE);
      assertThat(transfer(cluster, leader, leader.id)).isEqualTo(TransferOutcome.TRANSFERRED);
      assertThat(cluster.leader()).isSameAs(leader);
      cluster.check();
    }
  }

  @Test
  void shouldNotStartSecondTransfer() {
    try (SimulatedCluster cluster = new SimulatedCluster(5, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      List<TransferOutcome> first = new ArrayList<>();
      leader.group().transferLeadership(cluster.followers().get(0).id, first::add);

      assertThat(transfer(cluster, leader, cluster.followers().get(1).id))
          .isEqualTo(TransferOutcome.NOT_POSSIBLE);
      cluster.time.runUntil(() -> "the first ends", () -> !first.isEmpty());
      assertThat(first).containsExactly(TransferOutcome.TRANSFERRED);
    }
  }

  @Test
  void shouldSayNothingOfTargetWhenAnotherLeads() {
    try (SimulatedCluster cluster = new SimulatedCluster(6, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      SimulatedReplica target = cluster.followers().get(0);
      cluster.network.isolate(leader.id, cluster.others(leader.id));
      cluster.propose(leader, "never drains");

      assertThat(transfer(cluster, leader, target.id))
          .isIn(TransferOutcome.TARGET_BEHIND, TransferOutcome.STEPPED_DOWN);
    }
  }
}
