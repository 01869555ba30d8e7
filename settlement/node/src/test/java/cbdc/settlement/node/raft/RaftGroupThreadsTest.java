package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ReadOutcome;
import cbdc.settlement.node.core.TransferOutcome;
import cbdc.settlement.node.raft.ListMachine.Row;
import cbdc.settlement.node.store.StoreOptions;
import cbdc.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same on real threads, in real time, on real stores. */
@Timeout(240)
class RaftGroupThreadsTest {

  @TempDir Path dir;

  private ThreadedCluster cluster(int size, int shards) {
    return new ThreadedCluster(
        dir,
        size,
        shards,
        RaftSettings.defaults().withSnapshotEveryEntries(100),
        StoreOptions.small(),
        shard -> new ListMachine());
  }

  private static void awaitSame(ThreadedCluster cluster, int shard) {
    Await.until(
        "all replicas of shard " + shard + " have applied the same",
        Duration.ofSeconds(60),
        () -> {
          long last = cluster.awaitLeader(shard).status().lastApplied();
          return cluster.ids().stream()
              .allMatch(id -> cluster.node(id).groups().get(shard).status().lastApplied() == last);
        });
  }

  private static List<String> keys(ThreadedCluster cluster, String id, int shard) {
    // Read on the group's thread: the machine belongs to it.
    CompletableFuture<List<String>> keys = new CompletableFuture<>();
    ListMachine machine = (ListMachine) cluster.node(id).machines().get(shard);
    cluster
        .node(id)
        .groups()
        .get(shard)
        .execute(() -> keys.complete(machine.rows().stream().map(Row::key).toList()));
    return keys.join();
  }

  private static void assertSame(ThreadedCluster cluster, int shard) {
    awaitSame(cluster, shard);
    List<String> first = keys(cluster, "n1", shard);
    cluster.ids().forEach(id -> assertThat(keys(cluster, id, shard)).as(id).isEqualTo(first));
    assertThat(cluster.halts()).isEmpty();
  }

  @Test
  void shouldReplicateRestartAndCatchUpBySnapshot() {
    try (MicroRaftErrors errors = new MicroRaftErrors();
        ThreadedCluster cluster = cluster(3, 2)) {
      for (int i = 0; i < 50; i++) {
        cluster.commit(0, SimulatedCluster.entry("a" + i));
        cluster.commit(1, SimulatedCluster.entry("b" + i));
      }
      cluster.stop("n2");
      for (int i = 0; i < 320; i++) {
        cluster.commit(0, SimulatedCluster.entry("c" + i));
      }
      cluster.start("n2");
      cluster.commit(0, SimulatedCluster.entry("d"));
      cluster.commit(1, SimulatedCluster.entry("e"));
      assertSame(cluster, 0);
      assertSame(cluster, 1);
      List.copyOf(cluster.ids()).forEach(cluster::stop);
      List.copyOf(cluster.ids()).forEach(cluster::start);
      cluster.commit(0, SimulatedCluster.entry("f"));
      assertSame(cluster, 0);

      assertThat(errors.errors()).isEmpty();
    }
  }

  @Test
  void shouldHandOverAndReadUnderLoad() {
    try (MicroRaftErrors errors = new MicroRaftErrors();
        ThreadedCluster cluster = cluster(3, 1)) {
      cluster.commit(0, SimulatedCluster.entry("first"));
      AtomicLong acknowledged = new AtomicLong();
      AtomicLong stale = new AtomicLong();
      AtomicLong reads = new AtomicLong();
      for (int round = 0; round < 6; round++) {
        RaftGroup leader = cluster.awaitLeader(0);
        for (int i = 0; i < 100; i++) {
          leader.propose(
              SimulatedCluster.entry(round + "/" + i),
              outcome -> {
                if (outcome instanceof ProposeOutcome.Committed committed) {
                  acknowledged.accumulateAndGet(committed.index(), Math::max);
                }
              });
          long before = acknowledged.get();
          leader.read(
              outcome -> {
                if (outcome instanceof ReadOutcome.Current current) {
                  reads.incrementAndGet();
                  stale.addAndGet(current.appliedIndex() < before ? 1 : 0);
                }
              });
        }
        String target = leader.status().votingMembers().get(round % 3);
        CompletableFuture<TransferOutcome> transfer = new CompletableFuture<>();
        leader.transferLeadership(target, transfer::complete);
        assertThat(transfer.join()).isNotEqualTo(TransferOutcome.NOT_POSSIBLE);
      }
      cluster.commit(0, SimulatedCluster.entry("last"));
      assertSame(cluster, 0);

      assertThat(acknowledged.get()).isPositive();
      assertThat(reads.get()).isPositive();
      assertThat(stale.get()).as("reads that missed what was acknowledged before").isZero();
      assertThat(errors.errors()).isEmpty();
    }
  }

  @Test
  void shouldStartAlone() {
    try (ThreadedCluster cluster = cluster(1, 1)) {
      cluster.commit(0, SimulatedCluster.entry("a"));
      cluster.stop("n1");
      cluster.start("n1");
      cluster.commit(0, SimulatedCluster.entry("b"));

      assertThat(keys(cluster, "n1", 0)).hasSizeGreaterThanOrEqualTo(4);
      assertThat(cluster.halts()).isEmpty();
    }
  }
}
