package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.core.SnapshotReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Single properties of snapshots that the random test would only meet by chance. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SnapshotTest {
  @TempDir Path dir;

  private final Random random = new Random(7);

  @Test
  void shouldReadIncrementsAsOneFullSnapshot() {
    try (Replica replica = new Replica(dir, 500)) {
      for (int i = 0; i < 5; i++) {
        replica.run(random, 40);
        replica.takeSnapshot();
        replica.awaitSnapshotWritten();
      }
      TreeMap<PagedMachine.Key, byte[]> read = new TreeMap<>();
      try (SnapshotReader reader = replica.raft().completeSnapshot()) {
        assertThat(reader.totalPages()).isEqualTo(replica.machine().pages().size());
        PagedMachine.Key last = null;
        while (reader.next()) {
          PagedMachine.Key key = new PagedMachine.Key(reader.section(), reader.page());
          assertThat(last == null || last.compareTo(key) < 0)
              .as("ascending order at %s", key)
              .isTrue();
          read.put(key, reader.bytes());
          last = key;
        }
      }
      assertThat(replica.machine().sameAs(read)).isTrue();
    }
  }

  @Test
  void shouldNotRewriteUnchangedPagesAndDropSupersededOnes() {
    try (Replica replica = new Replica(dir, 2000)) {
      replica.run(random, 300);
      replica.takeSnapshot();
      replica.awaitSnapshotWritten();
      long firstBytes = replica.store().metrics().pageBytes();
      replica.run(random, 3);
      replica.takeSnapshot();
      replica.awaitSnapshotWritten();
      long secondBytes = replica.store().metrics().pageBytes() - firstBytes;
      assertThat(secondBytes)
          .as("bytes of an increment of at most 16 pages")
          .isLessThan(firstBytes / 20);
      int live = replica.machine().pages().size();
      replica.restart();
      replica.stop();
      assertThat(pageRecords()).as("page records left on disk").isEqualTo(live);
    }
  }

  @Test
  void shouldKeepTheOldSnapshotUntilTheNewOneIsComplete() {
    try (Replica replica = new Replica(dir, 50)) {
      replica.run(random, 20);
      replica.takeSnapshot();
      replica.awaitSnapshotWritten();
      CountDownLatch gate = new CountDownLatch(1);
      replica.machine().holdWriting(gate);
      replica.run(random, 20);
      replica.takeSnapshot();
      replica.run(random, 5);
      assertThat(replica.raft().completeSnapshotIndex()).isEqualTo(20);
      assertThat(replica.pieces().get(0).read())
          .as("a piece of a snapshot that is still being written")
          .isEmpty();
      TreeMap<PagedMachine.Key, byte[]> before = new TreeMap<>(replica.machine().pages());
      replica.writer().unplug();
      gate.countDown();
      replica.restart();

      assertThat(replica.snapshotIndex())
          .as("MicroRaft starts from the snapshot taken")
          .isEqualTo(40);
      assertThat(replica.restoredEntries()).as("entries after the one taken").hasSize(5);
      assertThat(replica.machine().sameAs(before)).isTrue();
      replica.awaitSnapshotWritten();
      assertThat(replica.raft().completeSnapshotIndex())
          .as("completed after the restart")
          .isEqualTo(40);
    }
  }

  @Test
  void shouldMergeSnapshotsThatComeFasterThanTheDisk() {
    try (Replica replica = new Replica(dir, 50)) {
      CountDownLatch gate = new CountDownLatch(1);
      replica.machine().holdWriting(gate);
      for (int i = 0; i < 4; i++) {
        replica.run(random, 10);
        replica.takeSnapshot();
      }
      gate.countDown();
      replica.awaitSnapshotWritten();
      assertThat(replica.raft().completeSnapshotIndex()).isEqualTo(40);
      assertThat(replica.machine().sources()).hasSize(4).allMatch(PagedMachine.Source::isClosed);
      PagedMachine running = replica.machine();
      replica.cutPowerAndRestart();
      assertThat(replica.machine().sameAs(running)).isTrue();
      assertThat(replica.haltReasons()).isEmpty();
    }
  }

  @Test
  void shouldKeepTheOldStateWhenATransferIsCutShort() {
    try (Replica leader = new Replica(dir.resolve("a"), 400);
        Replica follower = new Replica(dir.resolve("b"), 400)) {
      leader.run(random, 200);
      leader.takeSnapshot();
      leader.awaitSnapshotWritten();
      follower.run(new Random(7), 30);
      follower.takeSnapshot();
      follower.awaitSnapshotWritten();
      PagedMachine before = follower.machine();

      receiveAllButLast(leader, follower);
      follower.raft().flush();
      follower.cutPowerAndRestart();
      assertThat(follower.machine().sameAs(before)).isTrue();

      receiveAllButLast(leader, follower);
      follower.run(random, 5);
      follower.takeSnapshot();
      follower.awaitSnapshotWritten();
      PagedMachine later = follower.machine();
      follower.restart();
      assertThat(follower.machine().sameAs(later)).isTrue();

      follower.installFrom(leader);
      assertThat(follower.machine().sameAs(leader.machine())).isTrue();
      follower.stop();
      assertThat(pageRecords(dir.resolve("b"))).isEqualTo(leader.machine().pages().size());
      assertThat(follower.haltReasons()).isEmpty();
    }
  }

  @Test
  void shouldInstallInTheMiddleOfWritingAnOwnSnapshot() {
    try (Replica leader = new Replica(dir.resolve("a"), 100);
        Replica follower = new Replica(dir.resolve("b"), 100)) {
      leader.run(random, 100);
      leader.takeSnapshot();
      leader.awaitSnapshotWritten();
      CountDownLatch gate = new CountDownLatch(1);
      follower.machine().holdWriting(gate);
      follower.run(random, 10);
      follower.takeSnapshot();
      follower.run(random, 10);
      follower.takeSnapshot();
      follower.installFrom(leader);
      gate.countDown();
      follower.machine().holdWriting(null);
      follower.run(random, 10);
      follower.takeSnapshot();
      follower.awaitSnapshotWritten();
      assertThat(follower.raft().completeSnapshotIndex()).isEqualTo(110);
      PagedMachine running = follower.machine();
      follower.cutPowerAndRestart();
      assertThat(follower.machine().sameAs(running)).isTrue();
      assertThat(follower.haltReasons()).isEmpty();
    }
  }

  @Test
  void shouldDropEntriesNeverAppliedWhenInstalling() {
    try (Replica leader = new Replica(dir.resolve("a"), 100);
        Replica follower = new Replica(dir.resolve("b"), 100)) {
      leader.run(random, 50);
      leader.takeSnapshot();
      leader.awaitSnapshotWritten();
      Random same = new Random(7);
      follower.run(same, 10);
      for (int i = 11; i <= 20; i++) {
        Logs.append(follower.raft(), i, 1, new byte[] {(byte) i});
      }
      follower.raft().flush();
      follower.installFrom(leader);
      assertThat(follower.history().gaps()).containsExactly(new HistoryGap(11, 50));
      follower.run(random, 3);
      follower.restart();
      assertThat(follower.restoredEntries()).hasSize(3);
      List<Long> logged = new ArrayList<>();
      follower.stop();
      try (OfflineStore offline = NodeStore.openReadOnly(dir.resolve("b"))) {
        offline.log(Replica.SHARD, 1, (index, term, membership, bytes) -> logged.add(index));
        offline.history(Replica.SHARD, record -> {});
      }
      assertThat(logged).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 51L, 52L, 53L);
    }
  }

  @Test
  void shouldRefuseAPieceThatContradictsTheOthers() {
    SnapshotDirectory.Builder builder = new SnapshotDirectory.Builder(0, 1);
    byte[] content = {1, 2, 3};
    builder.add(0, 0, 5, content.length, SnapshotDirectory.sha256().digest(content));
    byte[] piece = ReceivedSnapshot.encodePiece(builder.build(5), 0, 0, new byte[][] {content});
    piece[piece.length - 1] ^= 1;
    ReceivedSnapshot received = new ReceivedSnapshot(0, 5, 1, 1);
    received.add(0, piece, new PagePortions(null, Integer.MAX_VALUE));
    assertThatThrownBy(received::directory).hasMessageContaining("root hash");
  }

  /** Whoever installed a snapshot may lead before it has taken one of its own. */
  @Test
  void shouldServeASnapshotThatItReceived() {
    try (Replica leader = new Replica(dir.resolve("a"), 400);
        Replica follower = new Replica(dir.resolve("b"), 400);
        Replica newcomer = new Replica(dir.resolve("c"), 400)) {
      leader.run(random, 200);
      leader.takeSnapshot();
      leader.awaitSnapshotWritten();
      List<SnapshotPiece> received = follower.installFrom(leader);

      for (int i = 0; i < received.size(); i++) {
        assertThat(received.get(i).read()).hasValue(leader.pieces().get(i).read().orElseThrow());
      }
      newcomer.installFrom(leader.raft().completeSnapshotIndex(), received);
      assertThat(newcomer.machine().sameAs(leader.machine())).isTrue();
    }
  }

  private static void receiveAllButLast(Replica leader, Replica follower) {
    List<SnapshotPiece> pieces = leader.pieces();
    assertThat(pieces).hasSizeGreaterThan(2);
    long index = leader.raft().completeSnapshotIndex();
    for (int i = 0; i < pieces.size() - 1; i++) {
      SnapshotPiece piece = SnapshotPiece.received(pieces.get(i).read().orElseThrow());
      follower.raft().persistSnapshotChunk(Replica.chunk(index, i, pieces.size(), piece));
    }
  }

  private int pageRecords() {
    return pageRecords(dir);
  }

  private static int pageRecords(Path dir) {
    int count = 0;
    try (Database database = RocksDatabase.openReadOnly(dir.resolve("db"), false);
        Database.Scan scan =
            database.scan(
                Family.PAGES, Keys.lineage(Replica.SHARD, 0), Keys.pagesEnd(Replica.SHARD))) {
      while (scan.next()) {
        count++;
      }
    }
    return count;
  }
}
