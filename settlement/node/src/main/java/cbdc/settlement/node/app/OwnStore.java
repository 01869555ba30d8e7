package cbdc.settlement.node.app;

import cbdc.kit.StartException;
import cbdc.settlement.node.core.FailStop;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.store.GenesisRecords;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StoreException;
import java.util.Optional;

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
    try {
      NodeStore store = NodeStore.open(settings.dataDir(), settings.tuning().store(), failStop);
      requireOwn(store, settings);
      return store;
    } catch (StoreException refused) {
      throw new StartException("data.dir: " + refused.getMessage(), refused);
    }
  }

  /** A directory whose genesis is only prepared may begin again as another node's. */
  private static void requireOwn(NodeStore store, NodeSettings settings) {
    GenesisRecords genesis = store.genesis();
    boolean isMember = genesis.read().filter(GenesisState::complete).isPresent();
    try {
      if (isMember || genesis.isRemoved()) {
        genesis.requireOwn(Optional.empty(), settings.nodeId());
      }
    } catch (StoreException foreign) {
      store.close();
      throw new StoreException(
          foreign.reason(), settings.dataDir() + ": " + foreign.getMessage(), foreign);
    }
  }
}
