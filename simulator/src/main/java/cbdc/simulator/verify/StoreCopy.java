package cbdc.simulator.verify;

import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.store.GenesisRecords;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.OfflineStore;
import cbdc.settlement.node.store.StoreException;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/** One stopped node's store, open for reading. */
final class StoreCopy implements AutoCloseable {
  private final String name;
  private final OfflineStore store;
  private final GenesisRecord genesis;
  private final String nodeId;
  private final List<Integer> missingShards;

  private StoreCopy(String name, OfflineStore store, GenesisRecords.Stored stored) {
    this.name = name;
    this.store = store;
    this.genesis = stored.record();
    this.nodeId = stored.nodeId().orElse(name);
    this.missingShards = missingShards(store, stored);
  }

  /**
   * Opens a node's directory, or every node's directory below it.
   *
   * @throws CommandFailure when there is no store, or a process uses it
   */
  static List<StoreCopy> openAll(Path directory) {
    List<StoreCopy> copies = new ArrayList<>();
    try {
      copies.add(open(directory));
    } catch (StoreException e) {
      if (e.reason() != StoreException.Reason.NOT_FOUND) {
        throw CommandFailure.failed(e.getMessage(), e);
      }
      try {
        nested(directory).forEach(child -> copies.add(open(child)));
      } catch (StoreException nested) {
        copies.forEach(StoreCopy::close);
        throw CommandFailure.failed(nested.getMessage(), nested);
      }
      if (copies.isEmpty()) {
        throw CommandFailure.failed(e.getMessage(), e);
      }
    }
    return copies;
  }

  /** Node directories at most two levels below. */
  private static List<Path> nested(Path directory) {
    try (Stream<Path> found =
        Files.find(directory, 3, (path, kind) -> path.endsWith("format") && kind.isRegularFile())) {
      return found
          .map(Path::getParent)
          .filter(p -> Files.isDirectory(p.resolve("db")))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static StoreCopy open(Path directory) {
    OfflineStore store = NodeStore.openReadOnly(directory);
    GenesisRecords.Stored stored = store.genesis().orElse(null);
    if (stored == null) {
      store.close();
      throw CommandFailure.failed(
          directory + " belongs to no cluster yet: there is nothing to verify");
    }
    return new StoreCopy(directory.toString(), store, stored);
  }

  /** No group starts before the genesis is complete, so until then nothing is missing. */
  private static List<Integer> missingShards(OfflineStore store, GenesisRecords.Stored stored) {
    if (stored.step() != GenesisRecords.Step.COMPLETE) {
      return List.of();
    }
    List<Integer> missing = new ArrayList<>(stored.ownShards());
    missing.removeAll(store.shards());
    return List.copyOf(missing);
  }

  /** The directory as given. */
  String name() {
    return name;
  }

  /** The store. */
  OfflineStore store() {
    return store;
  }

  /** The node's id. */
  String nodeId() {
    return nodeId;
  }

  /** The cluster's id. */
  String clusterId() {
    return genesis.clusterId().toString();
  }

  /** The members of a shard's group at genesis. */
  List<String> members(int shard) {
    return genesis.shardMembers().get(shard);
  }

  /** What the ledger started from. */
  byte[] ledgerGenesisBytes() {
    return genesis.ledgerGenesis();
  }

  /** What the ledger started from. */
  LedgerGenesis ledgerGenesis() {
    return GenesisCodec.decode(genesis.ledgerGenesis());
  }

  /** Shards of which the store holds anything. */
  SortedSet<Integer> shards() {
    return store.shards();
  }

  /** Shards that the node holds since genesis and of which the store has nothing. */
  List<Integer> missingShards() {
    return missingShards;
  }

  @Override
  public void close() {
    store.close();
  }
}
