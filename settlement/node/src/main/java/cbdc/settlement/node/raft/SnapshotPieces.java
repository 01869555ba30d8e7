package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import cbdc.settlement.node.store.SnapshotPiece;
import java.util.List;

/** The store's side of a shard's snapshots, as MicroRaft's state machine needs it. Called on the group's thread. */
public interface SnapshotPieces {

  /**
   * Begins to store a snapshot; the pages are written in the background.
   *
   * @param index Raft index of the snapshot
   * @param source the frozen state; the store closes it
   * @return handles to the pieces, in order, at least one; the cut is the same on every replica
   */
  List<SnapshotPiece> begin(long index, SnapshotSource source);

  /**
   * Opens a complete snapshot, restored at the start or received from another node and flushed.
   *
   * @param index Raft index of the snapshot
   * @param pieces its pieces, in order
   * @return its pages; the caller closes it
   */
  SnapshotReader open(long index, List<SnapshotPiece> pieces);
}
