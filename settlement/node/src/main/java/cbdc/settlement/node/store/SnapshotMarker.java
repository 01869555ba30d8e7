package cbdc.settlement.node.store;

import java.nio.ByteBuffer;

/**
 * What is written down about a snapshot when it is taken, and again when all its pages are on disk.
 *
 * @param index Raft index it was taken at
 * @param term term of the entry at that index
 * @param totalPages number of its pages
 * @param lineage which set of page records it is part of; a snapshot received from another node
 *     starts a new one
 * @param root hash over all pages; all zero while it is only taken
 * @param view encoded member list at that index
 */
record SnapshotMarker(long index, int term, int totalPages, int lineage, byte[] root, byte[] view) {
  byte[] encode(byte[] key) {
    ByteBuffer record =
        Checked.allocate(8 + 4 + 4 + 4 + SnapshotDirectory.HASH_BYTES + view.length);
    record.putLong(index).putInt(term).putInt(totalPages).putInt(lineage).put(root).put(view);
    return Checked.seal(key, record);
  }

  /** The marker stored under a key, or null. */
  static SnapshotMarker read(Database database, int shard, byte what) {
    byte[] key = Keys.shard(shard, what);
    byte[] value = database.get(Family.META, key);
    if (value == null) {
      return null;
    }
    ByteBuffer in = Checked.open(key, value, "shard " + shard + ": snapshot marker");
    long index = in.getLong();
    int term = in.getInt();
    int totalPages = in.getInt();
    int lineage = in.getInt();
    byte[] root = new byte[SnapshotDirectory.HASH_BYTES];
    in.get(root);
    byte[] view = new byte[in.remaining()];
    in.get(view);
    return new SnapshotMarker(index, term, totalPages, lineage, root, view);
  }
}
