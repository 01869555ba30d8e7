package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.store.StoreException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that change or vanish on disk. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DamageTest {
  private static final int ENTRIES = 60;
  private static final int ENTRY_BYTES = 3_000;

  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();

  @Test
  void shouldForgiveAnIncompleteLastWrite() throws IOException {
    writeEntries();
    Path wal = newestFile(".log");
    try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
      file.setLength(file.length() - 10);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      assertThat(raft.lastIndex()).isBetween(ENTRIES - 1L, (long) ENTRIES);
      assertThat(raft.restore().orElseThrow().getLogEntries())
          .hasSizeGreaterThanOrEqualTo(ENTRIES - 1);
    }
  }

  @Test
  void shouldRefuseAFlippedByteInTheMiddleOfTheWriteAheadLog() throws IOException {
    writeEntries();
    flip(newestFile(".log"), entryMark(30));
    assertThatThrownBy(() -> Logs.open(dir, failStop))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged")
        .hasMessageContaining("replace this node")
        .extracting(e -> ((StoreException) e).reason())
        .isEqualTo(Reason.DAMAGED);

    try (OfflineStore offline = NodeStore.openReadOnly(dir)) {
      assertThat(offline.damage()).isPresent();
      assertThatThrownBy(() -> offline.history(0, record -> {}))
          .hasMessageMatching(".*shard 0: history record (29|30|31).*is (missing|damaged).*")
          .hasMessageContaining("index");
    }
  }

  @Test
  void shouldNameShardAndIndexOfAFlippedByteInATableFile() throws IOException {
    writeEntries();
    // Reopening moves the write-ahead log into table files.
    Logs.open(dir, failStop).close();
    Path table = fileContaining(".sst", entryMark(30));
    flip(table, entryMark(30));
    try (OfflineStore offline = NodeStore.openReadOnly(dir)) {
      assertThat(offline.damage()).isEmpty();
      assertThatThrownBy(() -> offline.history(0, record -> {}))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("shard 0: log entry 30 is damaged");
      assertThatThrownBy(offline::verifyFiles).hasMessageContaining(table.getFileName().toString());
    }
  }

  @Test
  void shouldNotReturnDamagedBytesToARunningNode() throws IOException {
    writeEntries();
    Logs.open(dir, failStop).close();
    flip(fileContaining(".sst", entryMark(30)), entryMark(30));
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.shard(store, 0);
      assertThatThrownBy(raft::restore)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("LOG records");
    }
  }

  @Test
  void shouldFindADamagedSnapshotPage() throws IOException {
    byte[] mark =
        "a page that will be damaged".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try (Replica replica = new Replica(dir, 20)) {
      replica.run(new java.util.Random(1), 10);
      replica.machine().put(new PagedMachine.Key(1, 1), mark);
      replica.takeSnapshot();
      replica.awaitSnapshotWritten();
    }
    flip(fileContaining(".sst", mark), mark);
    try (OfflineStore offline = NodeStore.openReadOnly(dir)) {
      assertThatThrownBy(() -> readAll(offline))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("shard 2: snapshot at index 10, section 1, page 1 is damaged");
    }
  }

  private static void readAll(OfflineStore offline) {
    try (var reader = offline.snapshotReader(Replica.SHARD)) {
      while (reader.next()) {
        assertThat(reader.bytes()).isNotNull();
      }
    }
  }

  private void writeEntries() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      HistoryStore history = store.history(0);
      for (int i = 1; i <= ENTRIES; i++) {
        byte[] bytes = new byte[ENTRY_BYTES];
        byte[] mark = entryMark(i);
        System.arraycopy(mark, 0, bytes, 100, mark.length);
        Logs.append(raft, i, 1, bytes);
        raft.flush();
        history.append(new HistoryRecord(i, i, 1, (byte) 1, bytes, new byte[50], Logs.hash(i)));
      }
    }
  }

  private static byte[] entryMark(int i) {
    return ("mark of entry " + i + ";").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static void flip(Path file, byte[] mark) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int at = indexOf(content, mark);
    assertThat(at).as("place of the mark in " + file).isNotNegative();
    content[at + 2] ^= 0x10;
    Files.write(file, content);
  }

  private Path newestFile(String suffix) throws IOException {
    List<Path> files = files(suffix);
    return files.get(files.size() - 1);
  }

  private Path fileContaining(String suffix, byte[] mark) throws IOException {
    for (Path file : files(suffix)) {
      if (indexOf(Files.readAllBytes(file), mark) >= 0) {
        return file;
      }
    }
    throw new AssertionError("no file holds the mark");
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(dir.resolve("db"))) {
      return all.filter(f -> f.getFileName().toString().matches("\\d+\\" + suffix))
          .sorted()
          .toList();
    }
  }

  private static int indexOf(byte[] content, byte[] mark) {
    outer:
    for (int i = 0; i <= content.length - mark.length; i++) {
      for (int j = 0; j < mark.length; j++) {
        if (content[i + j] != mark[j]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }
}
