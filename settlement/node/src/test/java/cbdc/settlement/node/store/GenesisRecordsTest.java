package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.store.GenesisRecords.Step;
import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.List;
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
    GenesisRecord record = record(1, "n1");
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThat(store.genesis().read()).isEmpty();
      assertThatThrownBy(() -> store.genesis().complete()).hasMessageContaining("before it is prepared");
      store.genesis().prepare(record);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThat(store.genesis().read()).contains(new GenesisRecords.Stored(record, Step.PREPARED));
      store.genesis().complete();
    }
    try (OfflineStore offline = NodeStore.openReadOnly(dir)) {
      assertThat(offline.genesis()).contains(new GenesisRecords.Stored(record, Step.COMPLETE));
      assertThat(offline.genesis().orElseThrow().record().ownShards()).containsExactly(0, 1);
    }
  }

  @Test
  void shouldLetOnlyAPreparedNodeStartOver() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      GenesisRecords genesis = store.genesis();
      genesis.prepare(record(1, "n1"));
      genesis.prepare(record(2, "n1"));
      genesis.complete();
      genesis.prepare(record(2, "n1"));
      assertThatThrownBy(() -> genesis.prepare(record(1, "n1"))).isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot become").extracting(e -> ((StoreException) e).reason())
          .isEqualTo(Reason.FOREIGN);
    }
  }

  @Test
  void shouldRefuseTheDirectoryOfAnotherNodeOrCluster() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      GenesisRecords genesis = store.genesis();
      genesis.requireOwn(id(1), "n1");
      genesis.prepare(record(1, "n1"));
      genesis.requireOwn(id(1), "n1");
      assertThatThrownBy(() -> genesis.requireOwn(id(1), "n2")).hasMessageContaining("expected node n2 of cluster");
      assertThatThrownBy(() -> genesis.requireOwn(id(2), "n1")).hasMessageContaining("found node n1 of cluster 0101");
    }
  }

  @Test
  void shouldNeverStartARemovedNodeAgain() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      store.genesis().prepare(record(1, "n1"));
      store.genesis().markRemoved();
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThatThrownBy(() -> store.genesis().requireOwn(id(1), "n1"))
          .hasMessageContaining("was removed from its cluster").hasMessageContaining("new id");
    }
  }

  @Test
  void shouldRefuseARecordThatContradictsItself() {
    assertThatThrownBy(() -> new GenesisRecord(id(1), "n1", id(3), 3, 3, 2, List.of(List.of("n1", "n2", "n3")),
        new byte[0])).hasMessageContaining("a list for each of 2 shards");
    assertThatThrownBy(() -> new GenesisRecord(new byte[3], "n1", id(3), 1, 1, 1, List.of(List.of("n1")), new byte[0]))
        .hasMessageContaining("clusterId: expected 16 bytes");
  }

  private static GenesisRecord record(int cluster, String node) {
    return new GenesisRecord(id(cluster), node, id(9), 4, 3, 3,
        List.of(List.of("n1", "n2", "n3"), List.of("n3", "n1", "n4"), List.of("n2", "n3", "n4")), new byte[] {1, 2, 3});
  }

  private static byte[] id(int seed) {
    byte[] id = new byte[GenesisRecord.ID_BYTES];
    java.util.Arrays.fill(id, (byte) seed);
    return id;
  }
}
