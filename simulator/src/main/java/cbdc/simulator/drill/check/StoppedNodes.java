package cbdc.simulator.drill.check;

import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.OfflineStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The journal of a stopped cluster: of each shard the longest one that a node has. */
public final class StoppedNodes {
  private final List<Path> directories;
  private final int shardCount;

  /** The nodes' directories. */
  public StoppedNodes(List<Path> directories, int shardCount) {
    this.directories = List.copyOf(directories);
    this.shardCount = shardCount;
  }

  /** Calls back with every entry, each shard's in order. */
  public void forEach(Consumer<JournalEntry> consumer) {
    List<OfflineStore> stores = new ArrayList<>();
    try {
      directories.forEach(directory -> stores.add(NodeStore.openReadOnly(directory)));
      JournalReader reader = new JournalReader();
      for (int i = 0; i < shardCount; i++) {
        int shard = i;
        stores.stream()
            .max(Comparator.comparingLong(store -> store.lastHistoryNumber(shard)))
            .orElseThrow()
            .history(shard, record -> reader.read(shard, record).ifPresent(consumer));
      }
    } finally {
      stores.forEach(OfflineStore::close);
    }
  }
}
