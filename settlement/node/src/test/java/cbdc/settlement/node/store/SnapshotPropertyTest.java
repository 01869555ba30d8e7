package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs, snapshots, restarts, power cuts and transfers in random order, against a machine that never
 * stopped.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SnapshotPropertyTest {
  private static final int PAGE_RANGE = 40;

  @TempDir Path dir;

  private final List<byte[]> entries = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void shouldRecoverTheStateThatNeverStopped(long seed) {
    Random random = new Random(seed);
    PagedMachine steady = new PagedMachine(PAGE_RANGE);
    try (Replica replica = new Replica(dir.resolve("a"), PAGE_RANGE)) {
      for (int step = 0; step < 120; step++) {
        String where = "seed " + seed + ", step " + step;
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> run(replica, steady, random, 1 + random.nextInt(6));
          case 4 -> takeSnapshotIfNew(replica);
          case 5 -> {
            takeSnapshotIfNew(replica);
            replica.awaitSnapshotWritten();
          }
          case 6 -> replica.restart();
          default -> {
            takeSnapshotIfNew(replica);
            replica.cutPowerAndRestart();
          }
        }
        assertThat(replica.haltReasons()).as(where).isEmpty();
        assertThat(replica.machine().sameAs(steady)).as(where).isTrue();
        assertThat(replica.machine().chain()).as(where).isEqualTo(steady.chain());
        assertThat(replica.history().lastNumber()).as(where).isEqualTo(steady.index());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void shouldInstallEverySnapshotOfAPeer(long seed) {
    Random random = new Random(seed);
    try (Replica leader = new Replica(dir.resolve("a"), PAGE_RANGE);
        Replica follower = new Replica(dir.resolve("b"), PAGE_RANGE)) {
      for (int round = 0; round < 8; round++) {
        String where = "seed " + seed + ", round " + round;
        leader.run(random, 1 + random.nextInt(30));
        leader.takeSnapshot();
        leader.awaitSnapshotWritten();
        follower.installFrom(leader);
        assertThat(follower.machine().sameAs(leader.machine())).as(where).isTrue();
        if (random.nextBoolean()) {
          follower.cutPowerAndRestart();
          assertThat(follower.machine().sameAs(leader.machine()))
              .as(where + " after restart")
              .isTrue();
        }
        assertThat(follower.raft().lastIndex()).as(where).isEqualTo(leader.machine().index());
        assertThat(follower.haltReasons()).as(where).isEmpty();
      }
    }
  }

  private void run(Replica replica, PagedMachine steady, Random random, int count) {
    for (int i = 0; i < count; i++) {
      byte[] entry = Logs.randomBytes(random, 20);
      entries.add(entry);
      long index = replica.raft().lastIndex() + 1;
      Logs.append(replica.raft(), index, 1, entry);
      replica.raft().flush();
      replica.machine().apply(index, 1, entry);
      replica.raft().applied(index);
      steady.apply(index, 1, entry);
    }
  }

  private static void takeSnapshotIfNew(Replica replica) {
    if (replica.machine().index() > replica.snapshotIndex()) {
      replica.takeSnapshot();
    }
  }
}
