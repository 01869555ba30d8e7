package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.core.GenesisRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup names the node that it was made of, and is nobody's node. */
class BackupTest {
  @TempDir private Path dir;

  @Test
  void shouldNeverBeANodeAgain() throws Exception {
    Path data = member();
    UUID journal;
    try (OfflineStore store = OfflineStore.open(data)) {
      journal = store.genesis().orElseThrow().journalId();
    }
    Backup backup = Backup.ofStopped(data, dir.resolve("backup"));

    assertThat(Backup.read(backup.folder())).isEqualTo(backup);
    assertThat(backup.node()).isEqualTo("node-1");
    try (OfflineStore store = OfflineStore.open(backup.folder())) {
      assertThat(store.genesis().orElseThrow().journalId()).isNotEqualTo(journal);
      assertThat(store.genesis().orElseThrow().nodeId()).isEmpty();
    }
    assertThatThrownBy(() -> open(backup.folder())).hasMessageContaining("replace the node");
    // Not even where somebody takes away what says that it is one.
    Files.delete(backup.folder().resolve("format"));
    try (NodeStore store = open(backup.folder())) {
      assertThatThrownBy(() -> store.genesis().requireOwn(Optional.empty(), "node-1"))
          .hasMessageContaining("data directory of another node");
    }
  }

  @Test
  void shouldNotBeStartedWhereItsMakingWasCutShort() {
    Path folder = dir.resolve("half");
    DataDirectory half = new DataDirectory(folder);
    half.create();
    half.markBackup();
    assertThatThrownBy(() -> open(folder)).hasMessageContaining("replace the node");
    assertThatThrownBy(() -> Backup.read(folder)).isInstanceOf(StoreException.class);
  }

  @Test
  void shouldGiveARestoredNodeAJournalOfItsOwn() {
    Backup backup = Backup.ofStopped(member(), dir.resolve("backup"));
    UUID fresh = UUID.randomUUID();
    GenesisRecord old = backup.record();
    GenesisRecord record =
        new GenesisRecord(
            UUID.randomUUID(), Map.of("node-1", fresh), 1, old.shardMembers(), old.ledgerGenesis());
    Path restored = dir.resolve("restored");
    RestoredNode.write(restored, "node-1", record, Map.of(0, backup));
    assertThatThrownBy(() -> open(restored)).hasMessageContaining("is a backup");
    RestoredNode.release(restored);
    try (NodeStore store = open(restored)) {
      store.genesis().requireOwn(Optional.of(record.clusterId()), "node-1");
      assertThat(store.genesis().journalId()).isEqualTo(fresh);
      assertThat(store.genesis().stored().orElseThrow().step())
          .isEqualTo(GenesisRecords.Step.COMPLETE);
    }
  }

  /** A node of a complete cluster of one that has executed nothing. */
  private Path member() {
    Path data = dir.resolve("data");
    try (NodeStore store = open(data)) {
      store
          .genesis()
          .prepare(
              new GenesisRecord(
                  UUID.randomUUID(),
                  Map.of("node-1", store.genesis().journalId()),
                  1,
                  List.of(List.of("node-1")),
                  new byte[] {1, 2, 3}));
      store.genesis().complete();
    }
    return data;
  }

  private static NodeStore open(Path folder) {
    return NodeStore.open(
        folder,
        StoreOptions.small(),
        (reason, cause) -> {
          throw new AssertionError(reason, cause);
        });
  }
}
