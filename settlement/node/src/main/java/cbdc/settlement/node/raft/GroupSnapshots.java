package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.store.RaftShardStore;
import java.util.List;
import java.util.function.Consumer;

/**
 * The store's side of a shard's snapshots, as MicroRaft's state machine needs it. Called on the
 * group's thread.
 */
public interface GroupSnapshots {

  /**
   * Freezes the state and hands out handles to its pieces, at least one; the pages are written in
   * the background.
   *
   * @param index Raft index of the snapshot
   * @param machine the state
   * @param pieces takes the handles, in order; the cut is the same on every replica
   */
  void take(long index, ShardStateMachine machine, Consumer<Object> pieces);

  /**
   * Installs a complete snapshot, restored at the start or received from another node and flushed.
   *
   * @param index Raft index of the snapshot
   * @param pieces its pieces, in order
   * @param machine the state
   */
  void install(long index, List<Object> pieces, ShardStateMachine machine);

  /**
   * Notes an applied entry: its bytes may leave memory.
   *
   * @param index Raft index of the entry
   */
  void applied(long index);

  /**
   * The snapshots of a shard's store.
   *
   * @param store the store, which also is the group's Raft store
   */
  static GroupSnapshots of(RaftShardStore store) {
    return new GroupSnapshots() {
      @Override
      public void take(long index, ShardStateMachine machine, Consumer<Object> pieces) {
        store.takeSnapshot(index, machine, pieces);
      }

      @Override
      public void install(long index, List<Object> pieces, ShardStateMachine machine) {
        store.installSnapshot(index, pieces, machine);
      }

      @Override
      public void applied(long index) {
        store.applied(index);
      }
    };
  }
}
