package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a torn end of the write-ahead log, and that RocksDB forgives just that. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WriteAheadTailTest {
  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();

  @Test
  void shouldFindNothingIncompleteInAWholeLog() throws IOException {
    write(new SeededRandom(1), dir, 40);

    assertThat(tail(dir).incompleteBytes()).isZero();
  }

  @Test
  void shouldFindNothingInPaddingOfZeros() throws IOException {
    write(new SeededRandom(2), dir, 5);
    try (RandomAccessFile file = new RandomAccessFile(tail(dir).file().toFile(), "rw")) {
      file.setLength(file.length() + 5_000);
    }

    assertThat(tail(dir).incompleteBytes()).isZero();
  }

  @Test
  void shouldTellHowManyBytesBelongToNoWholeRecordAndLoseNoWholeOne() {
    Seeds.forEach(
        8,
        seed -> {
          SeededRandom random = new SeededRandom(seed);
          Path node = dir.resolve("node-" + seed);
          int before = random.between(1, 30);
          write(random.fork(), node, before);
          assertTorn(random, node, before);
        });
  }

  /** One more entry, of which the disk got only a part. */
  private void assertTorn(SeededRandom random, Path node, int before) throws IOException {
    long[] whole = new long[1];
    try (NodeStore store = Logs.open(node, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      Logs.append(raft, before + 1L, 1, random.bytes(100));
      raft.flush();
      whole[0] = Files.size(tail(node).file());
      Logs.append(raft, before + 2L, 1, random.bytes(random.between(100, 90_000)));
      raft.flush();
    }
    Path wal = tail(node).file();
    long length = Files.size(wal);
    long cutAt = random.between(whole[0] + 1, length - 1);
    try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
      file.setLength(cutAt);
    }

    assertThat(tail(node).incompleteBytes()).isEqualTo(cutAt - whole[0]);
    try (NodeStore store = Logs.open(node, failStop)) {
      assertThat(Logs.started(store, 0).lastIndex()).isEqualTo(before + 1L);
    }
  }

  private void write(SeededRandom random, Path node, int entries) {
    try (NodeStore store = Logs.open(node, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      for (int i = 1; i <= entries; i++) {
        Logs.append(raft, i, 1, random.bytes(random.between(1, 70_000)));
        raft.flush();
      }
    }
  }

  private static WriteAheadTail tail(Path node) {
    return WriteAheadTail.of(node.resolve("db")).orElseThrow();
  }
}
