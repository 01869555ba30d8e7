package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.core.MembershipChange.Kind;
import cbdc.settlement.node.core.MembershipOutcome;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.raft.SimulatedCluster.Proposal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members come and go one step at a time, and every step survives crashes. */
@Timeout(60)
class MembershipTest {

  private static MembershipOutcome change(SimulatedCluster cluster, Kind kind, String nodeId) {
    SimulatedReplica leader = cluster.awaitLeader();
    return change(
        cluster, leader, new MembershipChange(kind, nodeId, leader.status().membersIndex()));
  }

  private static MembershipOutcome change(
      SimulatedCluster cluster, SimulatedReplica at, MembershipChange step) {
    cluster.time.runFor(300);
    List<MembershipOutcome> outcomes = new ArrayList<>();
    at.group().changeMembership(step, outcomes::add);
    cluster.time.runUntil(() -> "an outcome of " + step, () -> !outcomes.isEmpty());
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0);
  }

  @Test
  void shouldReplaceDeadMember() {
    try (SimulatedCluster cluster = new SimulatedCluster(1, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.commitMany(leader, "e", 250);
      SimulatedReplica dead = cluster.followers().get(0);
      dead.crash();
      SimulatedReplica fresh = cluster.add("n9");
      assertThat(change(cluster, Kind.ADD_LEARNER, "n9"))
          .isInstanceOf(MembershipOutcome.Changed.class);
      cluster.awaitSame();
      assertThat(fresh.status().role()).isEqualTo(ReplicaRole.LEARNER);
      assertThat(fresh.machine().installs()).as("the log begins with a snapshot").isEqualTo(1);
      assertThat(change(cluster, Kind.REMOVE, dead.id))
          .isInstanceOf(MembershipOutcome.Changed.class);
      MembershipOutcome last = change(cluster, Kind.PROMOTE, "n9");

      assertThat(last)
          .isInstanceOfSatisfying(
              MembershipOutcome.Changed.class,
              changed ->
                  assertThat(changed.votingMembers())
                      .hasSize(3)
                      .contains("n9")
                      .doesNotContain(dead.id));
      cluster.commitMany(cluster.awaitLeader(), "f", 50);
      cluster.awaitSame();
      cluster.assertHoldsAcknowledged(fresh);
      cluster.time.runFor(300);
      GroupStatus status = fresh.status();
      assertThat(status.role()).isEqualTo(ReplicaRole.FOLLOWER);
      assertThat(status.learners()).isEmpty();
    }
  }

  @Test
  void shouldRememberMembersAfterRestart() {
    try (SimulatedCluster cluster = new SimulatedCluster(2, 3)) {
      cluster.awaitLeader();
      cluster.add("n9");
      change(cluster, Kind.ADD_LEARNER, "n9");
      change(cluster, Kind.PROMOTE, "n9");
      cluster.commitMany(cluster.awaitLeader(), "e", 150);
      cluster.awaitSame();
      cluster.replicas.values().forEach(SimulatedReplica::crash);
      cluster.replicas.values().forEach(SimulatedReplica::start);
      cluster.commitMany(cluster.awaitLeader(), "f", 10);
      cluster.awaitSame();
      cluster.time.runFor(300);

      cluster.up().forEach(r -> assertThat(r.status().votingMembers()).hasSize(4).contains("n9"));
    }
  }

  @Test
  void shouldApplyMembershipsInTheirPlace() {
    try (SimulatedCluster cluster = new SimulatedCluster(3, 3)) {
      cluster.awaitLeader();
      SimulatedReplica fresh = cluster.add("n9");
      MembershipOutcome outcome = change(cluster, Kind.ADD_LEARNER, "n9");
      cluster.awaitSame();

      long index = ((MembershipOutcome.Changed) outcome).membersIndex();
      assertThat(fresh.machine().rows())
          .anySatisfy(
              row -> {
                assertThat(row.index()).isEqualTo(index);
                assertThat(row.bytes()).isEmpty();
              });
    }
  }

  @Test
  void shouldGoOnWithoutRemovedMember() {
    try (SimulatedCluster cluster = new SimulatedCluster(4, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      SimulatedReplica removed = cluster.followers().get(0);
      change(cluster, Kind.REMOVE, removed.id);
      // The leader stops sending to it at once, so it may never know, and asks for votes for ever.
      cluster.time.runFor(5_000);
      cluster.commitMany(leader, "e", 20);

      assertThat(cluster.leader()).as("it does not disturb the group").isSameAs(leader);
      assertThat(leader.status().votingMembers()).hasSize(2).doesNotContain(removed.id);
      cluster.check();
    }
  }

  /**
   * MicroRaft commits with two copies of four, but the promotion that makes four voters wants
   * three. Else a leader that reaches only the new member would commit with it, while the other
   * two, who have heard of three voters only, elect a leader among themselves and commit as well.
   */
  @Test
  void shouldNeverLetTwoSidesCommitWhenAMemberComes() {
    try (SimulatedCluster cluster = new SimulatedCluster(7, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      List<SimulatedReplica> others = cluster.followers();
      cluster.add("n9");
      change(cluster, Kind.ADD_LEARNER, "n9");
      cluster.awaitSame();
      for (SimulatedReplica other : others) {
        cluster.network.isolate(other.id, List.of(leader.id, "n9"));
      }

      List<MembershipOutcome> outcomes = new ArrayList<>();
      leader
          .group()
          .changeMembership(
              new MembershipChange(Kind.PROMOTE, "n9", leader.status().membersIndex()),
              outcomes::add);
      cluster.time.runFor(20);
      Proposal here = cluster.propose(leader, "on the leader's side");
      cluster.time.runFor(100);
      boolean committedHere = here.committed();
      cluster.time.runUntil(
          () -> "a leader on the other side",
          () -> others.stream().anyMatch(other -> other.status().isLeader()));
      SimulatedReplica there =
          others.stream().filter(other -> other.status().isLeader()).findFirst().orElseThrow();
      cluster.time.runFor(300);
      Proposal beyond = cluster.propose(there, "on the other side");
      cluster.time.runFor(300);

      assertThat(beyond.committed()).isTrue();
      assertThat(committedHere).as("two sides have committed").isFalse();
      assertThat(outcomes).doesNotHaveAnyElementsOfTypes(MembershipOutcome.Changed.class);
    }
  }

  @Test
  void shouldStopLeaderThatRemovesItself() {
    try (SimulatedCluster cluster = new SimulatedCluster(6, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      assertThat(change(cluster, Kind.REMOVE, leader.id))
          .isInstanceOf(MembershipOutcome.Changed.class);
      cluster.time.runUntil(
          () -> "another leader", () -> cluster.leader() != null && cluster.leader() != leader);

      assertThat(leader.status().role()).isEqualTo(ReplicaRole.STOPPED);
      cluster.commitMany(cluster.awaitLeader(), "e", 20);
      boolean[] ended = new boolean[1];
      leader.group().terminate().thenRun(() -> ended[0] = true);
      cluster.time.runFor(10);
      assertThat(ended[0]).isTrue();
      cluster.check();
    }
  }

  @Test
  void shouldRefuseStepThatDoesNotFit() {
    try (SimulatedCluster cluster = new SimulatedCluster(5, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      SimulatedReplica follower = cluster.followers().get(0);

      assertThat(change(cluster, leader, new MembershipChange(Kind.ADD_LEARNER, "n9", 77)))
          .isInstanceOf(MembershipOutcome.Refused.class);
      assertThat(change(cluster, leader, new MembershipChange(Kind.REMOVE, "stranger", 0)))
          .isInstanceOf(MembershipOutcome.Refused.class);
      assertThat(change(cluster, follower, new MembershipChange(Kind.REMOVE, "n1", 0)))
          .isInstanceOf(MembershipOutcome.NotLeader.class);
      cluster.check();
    }
  }
}
