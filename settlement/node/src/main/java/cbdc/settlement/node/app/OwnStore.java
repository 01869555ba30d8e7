package cbdc.settlement.node.app;

import cbdc.kit.StartException;
import cbdc.settlement.node.core.FailStop;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.core.GenesisStore;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens a node's store, if it is this node's. A node that starts on another's would say that it is
 * up and hold no shard, or answer for one that it never voted in.
 */
final class OwnStore {
  private OwnStore() {}

  /**
   * Opens the data directory.
   *
   * @throws StartException with one line that names key, rule and remedy
   */
  static NodeStore open(NodeSettings settings, FailStop failStop) {
    NodeStore store;
    try {
      store = NodeStore.open(settings.dataDir(), settings.tuning().store(), failStop);
    } catch (StoreException refused) {
      throw new StartException("data.dir: " + refused.getMessage(), refused);
    }
    Optional<String> foreign = refusal(store.genesis(), settings.nodeId());
    if (foreign.isPresent()) {
      store.close();
      throw new StartException(
          "data.dir: data directory " + settings.dataDir() + " " + foreign.get());
    }
    return store;
  }

  /**
   * Why the directory is not this node's, in words that follow its name; empty when it is, or when
   * it belongs to no cluster yet.
   */
  private static Optional<String> refusal(GenesisStore store, String nodeId) {
    return store
        .read()
        .filter(GenesisState::complete)
        .map(GenesisState::record)
        .filter(record -> !store.journalId().equals(record.journals().get(nodeId)))
        .map(
            record ->
                "belongs to "
                    + owner(record, store.journalId())
                    + " of cluster "
                    + record.clusterId()
                    + ", not to node.id "
                    + nodeId
                    + ". Use the node's own directory, or its own id");
  }

  private static String owner(GenesisRecord record, UUID journal) {
    return record.journals().entrySet().stream()
        .filter(entry -> entry.getValue().equals(journal))
        .map(Map.Entry::getKey)
        .findFirst()
        .map(node -> "node " + node)
        .orElse("no known node");
  }
}
