package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opening, refusing to open, and the limits around the store. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodeStoreTest {
  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();

  @Test
  void shouldRefuseADirectoryThatIsInUse() {
    try (NodeStore first = Logs.open(dir, failStop)) {
      refused(
          Reason.IN_USE,
          "data directory in use by process " + ProcessHandle.current().pid(),
          () -> Logs.open(dir, failStop));
      refused(Reason.IN_USE, "in use", () -> NodeStore.openReadOnly(dir));
      assertThat(first.isHalted()).isFalse();
    }
    Logs.open(dir, failStop).close();
  }

  @Test
  void shouldRefuseAnotherVersion() throws IOException {
    Logs.open(dir, failStop).close();
    Files.writeString(dir.resolve("format"), "cbdc-node-store 2\n");
    refused(
        Reason.OTHER_VERSION,
        "expected 'cbdc-node-store 1' but found 'cbdc-node-store 2'",
        () -> Logs.open(dir, failStop));
    refused(
        Reason.OTHER_VERSION,
        "with the program version that wrote it",
        () -> NodeStore.openReadOnly(dir));
  }

  @Test
  void shouldNotTakeALostDatabaseForAnEmptyOne() throws IOException {
    Logs.open(dir, failStop).close();
    deleteTree(dir.resolve("db"));
    refused(Reason.DAMAGED, "its database is gone", () -> Logs.open(dir, failStop));
  }

  @Test
  void shouldGoOnWhereCreatingItWasInterrupted() throws IOException {
    Logs.open(dir, failStop).close();
    Files.delete(dir.resolve("format"));
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThat(store.genesis().read()).isEmpty();
    }
  }

  @Test
  void shouldSayThatThereIsNoStore() {
    refused(
        Reason.NOT_FOUND, "no node store in", () -> NodeStore.openReadOnly(dir.resolve("nowhere")));
    refused(Reason.NOT_FOUND, "no node store in", () -> NodeStore.openReadOnly(dir));
  }

  @Test
  void shouldTellHowMuchRoomTheDiskHas() {
    AtomicLong usable = new AtomicLong(1000);
    StoreOptions options = StoreOptions.small().withDiskLimits(500, 100);
    try (NodeStore store =
        NodeStore.open(dir, options, failStop, UnaryOperator.identity(), usable::get)) {
      assertThat(store.storageLevel()).isEqualTo(StorageLevel.ENOUGH);
      usable.set(499);
      assertThat(store.measureStorage()).isEqualTo(StorageLevel.LOW);
      assertThat(store.storageLevel()).isEqualTo(StorageLevel.LOW);
      assertThat(failStop.reasons()).isEmpty();
      usable.set(99);
      assertThat(store.measureStorage()).isEqualTo(StorageLevel.FULL);
      assertThat(failStop.reasons()).hasSize(1).first().asString().contains("disk nearly full");
    }
    refused(
        Reason.IO,
        "disk nearly full: expected at least 100 usable bytes but found 99",
        () -> NodeStore.open(dir, options, failStop, UnaryOperator.identity(), usable::get));
  }

  @Test
  void shouldMeasureTheDiskWhileWriting() {
    AtomicLong usable = new AtomicLong(1000);
    StoreOptions options = StoreOptions.small().withDiskLimits(500, 100);
    try (NodeStore store =
        NodeStore.open(dir, options, failStop, UnaryOperator.identity(), usable::get)) {
      RaftShardStore raft = Logs.started(store, 0);
      usable.set(400);
      for (int i = 1; i <= 20; i++) {
        Logs.append(raft, i, 1, new byte[1 << 20]);
      }
      raft.flush();
      assertThat(store.storageLevel()).isEqualTo(StorageLevel.LOW);
    }
  }

  @Test
  void shouldEvictOldestAppliedEntriesAndReadThemBack() {
    StoreOptions options = StoreOptions.small().withDiskLimits(0, 0).withEntryMemory(5_000);
    try (NodeStore store = NodeStore.open(dir, options, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      List<EntryBytes> entries = new java.util.ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        byte[] bytes = new byte[1000];
        bytes[0] = (byte) i;
        entries.add(EntryBytes.of(bytes));
        raft.persistLogEntries(
            List.of(
                Logs.MODELS
                    .createLogEntryBuilder()
                    .setIndex(i)
                    .setTerm(1)
                    .setOperation(entries.get(i - 1))
                    .build()));
      }
      raft.flush();
      assertThat(raft.entryMemoryBytes()).as("nothing is applied yet").isEqualTo(20_000);
      raft.applied(10);
      assertThat(entries.subList(0, 10)).noneMatch(EntryBytes::inMemory);
      assertThat(entries.subList(10, 20)).allMatch(EntryBytes::inMemory);
      raft.applied(20);
      assertThat(raft.entryMemoryBytes()).isEqualTo(5_000);
      for (int i = 0; i < 20; i++) {
        assertThat(entries.get(i).get()[0]).isEqualTo((byte) (i + 1));
        assertThat(entries.get(i).length()).isEqualTo(1000);
      }
    }
  }

  @Test
  void shouldKeepAnEntryInMemoryThatTwoStoresShare() {
    EntryBytes shared = EntryBytes.of(new byte[] {1, 2, 3});
    StoreOptions options = StoreOptions.small().withDiskLimits(0, 0).withEntryMemory(0);
    try (NodeStore a = NodeStore.open(dir.resolve("a"), options, failStop);
        NodeStore b = NodeStore.open(dir.resolve("b"), options, failStop)) {
      persistShared(a, shared);
      assertThat(shared.inMemory()).isFalse();
      persistShared(b, shared);
      assertThat(shared.inMemory()).isTrue();
    }
    assertThat(shared.get()).containsExactly(1, 2, 3);
  }

  private static void persistShared(NodeStore store, EntryBytes entry) {
    RaftShardStore raft = Logs.started(store, 0);
    raft.persistLogEntries(
        List.of(
            Logs.MODELS
                .createLogEntryBuilder()
                .setIndex(1)
                .setTerm(1)
                .setOperation(entry)
                .build()));
    raft.flush();
    raft.applied(1);
  }

  private static void refused(Reason reason, String text, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(text)
        .extracting(e -> ((StoreException) e).reason())
        .isEqualTo(reason);
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
