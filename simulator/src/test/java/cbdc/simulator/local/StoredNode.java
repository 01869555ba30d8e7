package cbdc.simulator.local;

import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A node's data directory with a history in it, written through the real store. */
public final class StoredNode implements AutoCloseable, LocalLedgers.Observer {
  private final NodeStore store;
  private UnaryOperator<HistoryRecord> distortion = UnaryOperator.identity();
  private long indexOffset;

  /**
   * An open directory of node {@code nodeId} in a cluster whose every shard is kept by all the
   * nodes.
   */
  public StoredNode(Path directory, LedgerGenesis genesis, String nodeId, List<String> nodes) {
    store =
        NodeStore.open(
            directory,
            StoreOptions.small(),
            (reason, cause) -> {
              throw new AssertionError(reason, cause);
            });
    Map<String, UUID> journals = new TreeMap<>();
    nodes.forEach(
        node -> journals.put(node, UUID.nameUUIDFromBytes(node.getBytes(StandardCharsets.UTF_8))));
    journals.put(nodeId, store.genesis().journalId());
    List<List<String>> members = new ArrayList<>();
    for (int shard = 0; shard < genesis.shardCount(); shard++) {
      members.add(nodes);
    }
    UUID cluster = new UUID(genesis.clusterHigh(), genesis.clusterLow());
    store
        .genesis()
        .prepare(
            new GenesisRecord(
                cluster, journals, nodes.size(), members, GenesisCodec.encode(genesis)));
    store.genesis().complete();
  }

  /** From now on records are changed before they are stored. */
  public void distort(UnaryOperator<HistoryRecord> change) {
    distortion = change;
  }

  /** From now on Raft indexes are this much higher than history numbers. */
  public void indexOffset(long offset) {
    indexOffset = offset;
  }

  /** The records of a shard up to a number came as a snapshot: this node lacks them. */
  public void skipTo(int shard, long number) {
    store.history(shard).resumeAfter(number);
  }

  @Override
  public void executed(int shard, LocalLedgers.Executed e) {
    HistoryRecord record =
        new HistoryRecord(
            e.number(),
            e.number() + indexOffset,
            1,
            e.kind(),
            e.entry(),
            e.outcomes(),
            e.chainHash());
    store.history(shard).append(distortion.apply(record));
  }

  @Override
  public void close() {
    store.close();
  }
}
