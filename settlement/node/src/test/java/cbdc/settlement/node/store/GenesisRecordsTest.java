package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.store.GenesisRecords.Step;
import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two durable steps of a genesis, and whose directory it is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GenesisRecordsTest {
  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();

  @Test
  void shouldGoThroughBothStepsAndKeepTheRecord() {
    GenesisRecord record;
    UUID journal;
    try (NodeStore store = Logs.open(dir, failStop)) {
      journal = store.genesis().journalId();
      record = record(1, journal);
      assertThat(store.genesis().read()).isEmpty();
      assertThatThrownBy(() -> store.genesis().complete())
          .hasMessageContaining("before it is prepared");
      store.genesis().prepare(record);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThat(store.genesis().journalId()).isEqualTo(journal);
      assertThat(store.genesis().read()).contains(new GenesisState(record, false));
      store.genesis().complete();
      assertThat(store.genesis().read()).contains(new GenesisState(record, true));
    }
    try (OfflineStore offline = NodeStore.openReadOnly(dir)) {
      assertThat(offline.genesis())
          .contains(new GenesisRecords.Stored(record, Step.COMPLETE, journal, Optional.empty()));
      assertThat(offline.genesis().orElseThrow().nodeId()).contains("n1");
      assertThat(offline.genesis().orElseThrow().ownShards()).containsExactly(0, 1);
    }
  }

  @Test
  void shouldLetOnlyAPreparedNodeStartOver() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      GenesisRecords genesis = store.genesis();
      genesis.prepare(record(1, genesis.journalId()));
      genesis.prepare(record(2, genesis.journalId()));
      genesis.complete();
      genesis.prepare(record(2, genesis.journalId()));
      assertThatThrownBy(() -> genesis.prepare(record(1, genesis.journalId())))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot become")
          .extracting(e -> ((StoreException) e).reason())
          .isEqualTo(Reason.FOREIGN);
    }
  }

  @Test
  void shouldRefuseTheDirectoryOfAnotherNodeOrCluster() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      GenesisRecords genesis = store.genesis();
      genesis.requireOwn(Optional.of(new UUID(0, 1)), "n1");
      genesis.prepare(record(1, genesis.journalId()));
      genesis.requireOwn(Optional.of(new UUID(0, 1)), "n1");
      genesis.requireOwn(Optional.empty(), "n1");
      assertThatThrownBy(() -> genesis.requireOwn(Optional.empty(), "n2"))
          .hasMessageContaining("expected node n2 but found node n1 of cluster");
      assertThatThrownBy(() -> genesis.requireOwn(Optional.of(new UUID(0, 2)), "n1"))
          .hasMessageContaining("found node n1 of cluster " + new UUID(0, 1));
    }
  }

  @Test
  void shouldNeverStartARemovedNodeAgain() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      store.genesis().prepare(record(1, store.genesis().journalId()));
      store.genesis().markRemoved();
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThatThrownBy(() -> store.genesis().requireOwn(Optional.empty(), "n1"))
          .hasMessageContaining("was removed from its cluster")
          .hasMessageContaining("new id");
    }
  }

  @Test
  void shouldDrawAnotherJournalIdForAnotherDirectory() {
    UUID first;
    try (NodeStore store = Logs.open(dir.resolve("a"), failStop)) {
      first = store.genesis().journalId();
    }
    try (NodeStore store = Logs.open(dir.resolve("b"), failStop)) {
      assertThat(store.genesis().journalId()).isNotEqualTo(first);
    }
  }

  private static GenesisRecord record(int cluster, UUID journal) {
    return new GenesisRecord(
        new UUID(0, cluster),
        Map.of("n1", journal, "n2", new UUID(2, 2), "n3", new UUID(3, 3), "n4", new UUID(4, 4)),
        3,
        List.of(List.of("n1", "n2", "n3"), List.of("n3", "n1", "n4"), List.of("n2", "n3", "n4")),
        new byte[] {1, 2, 3});
  }
}
