package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.raft.SimulatedCluster.Proposal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever fails where MicroRaft would swallow it halts the node, once, and nothing happens on it
 * afterwards.
 */
@Timeout(60)
class RaftGroupHaltTest {

  private final RuntimeException failure = new IllegalStateException("broken on purpose");

  private static void assertHalted(SimulatedReplica replica, String reason) {
    assertThat(replica.halts).hasSize(1);
    assertThat(replica.halts.get(0)).startsWith("shard 0: ").contains(reason);
  }

  @Test
  void shouldHaltWhenApplyFails() {
    try (SimulatedCluster cluster = new SimulatedCluster(1, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      leader.machine().failAt(leader.machine().lastIndex() + 2, failure);
      Proposal good = cluster.propose(leader, "good");
      cluster.propose(leader, "bad");
      cluster.propose(leader, "after the bad one");
      cluster.time.runUntil(() -> "a halt", () -> !leader.halts.isEmpty());
      int rows = leader.machine().rows().size();
      cluster.time.runUntil(
          () -> "another leader", () -> cluster.leader() != leader && cluster.leader() != null);

      assertThat(good.committed()).isTrue();
      assertHalted(leader, "applying index");
      assertThat(leader.machine().rows()).as("nothing is applied after a failure").hasSize(rows);
    }
  }

  @Test
  void shouldHaltWhenSnapshotCannotBeTaken() {
    try (SimulatedCluster cluster = new SimulatedCluster(2, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      SimulatedReplica follower = cluster.followers().get(0);
      cluster.commitMany(leader, "e", 50);
      cluster.awaitSame();
      follower.machine().failFreeze(failure);
      cluster.commitMany(leader, "f", 60);
      cluster.time.runUntil(() -> "a halt", () -> !follower.halts.isEmpty());

      assertHalted(follower, "taking the snapshot at index 100");
      assertThat(follower.machine().lastIndex()).isEqualTo(100);
    }
  }

  @Test
  void shouldHaltWhenSnapshotCannotBeInstalled() {
    try (SimulatedCluster cluster = new SimulatedCluster(3, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      SimulatedReplica follower = cluster.followers().get(0);
      cluster.network.isolate(follower.id, cluster.others(follower.id));
      cluster.commitMany(leader, "e", 350);
      follower.machine().failAt(1, failure);
      cluster.network.heal();
      cluster.time.runUntil(() -> "a halt", () -> !follower.halts.isEmpty());

      assertHalted(follower, "installing the snapshot");
    }
  }

  @Test
  void shouldHaltWhenCallbackFails() {
    try (SimulatedCluster cluster = new SimulatedCluster(4, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      leader
          .group()
          .propose(
              SimulatedCluster.entry("e"),
              outcome -> {
                throw failure;
              });
      cluster.time.runUntil(() -> "a halt", () -> !leader.halts.isEmpty());

      assertHalted(leader, "a callback failed");
    }
  }

  @Test
  void shouldHaltWhenReaderFails() {
    try (SimulatedCluster cluster = new SimulatedCluster(5, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      leader
          .group()
          .read(
              outcome -> {
                throw failure;
              });
      cluster.time.runUntil(() -> "a halt", () -> !leader.halts.isEmpty());

      assertHalted(leader, "a callback failed");
    }
  }

  @Test
  void shouldHaltWhenRoleListenerFails() {
    try (SimulatedCluster cluster = new SimulatedCluster(6, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      RoleListener failing =
          change -> {
            throw failure;
          };
      leader.group().addRoleListener(failing);
      cluster.network.isolate(leader.id, cluster.others(leader.id));
      cluster.time.runUntil(() -> "a halt", () -> !leader.halts.isEmpty());

      assertHalted(leader, "a role listener failed");
    }
  }

  @Test
  void shouldHaltWhenTaskOnTheGroupsThreadFails() {
    try (SimulatedCluster cluster = new SimulatedCluster(7, 1)) {
      SimulatedReplica leader = cluster.awaitLeader();
      leader
          .group()
          .execute(
              () -> {
                throw new AssertionError("broken on purpose");
              });
      cluster.time.runUntil(() -> "a halt", () -> !leader.halts.isEmpty());

      assertHalted(leader, "a task on the group's thread failed");
    }
  }
}
