package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Rebuilds a shard's snapshot directory from the page records at opening: of every page the newest
 * version not above the complete snapshot counts. Everything else (incomplete snapshots, superseded
 * versions, abandoned transfers) is reported for deletion.
 */
final class SnapshotLoader {
  private final Database database;
  private final int shard;
  private final SnapshotMarker marker;
  private final Consumer<byte[]> garbage;
  private final SnapshotDirectory.Builder builder;
  private final byte[] hash = new byte[SnapshotDirectory.HASH_BYTES];
  private byte[] bestKey;
  private int bestLength;

  private SnapshotLoader(
      Database database, int shard, SnapshotMarker marker, Consumer<byte[]> garbage) {
    this.database = database;
    this.shard = shard;
    this.marker = marker;
    this.garbage = garbage;
    this.builder = new SnapshotDirectory.Builder(marker.lineage(), marker.totalPages());
  }

  /**
   * Loads the directory of the snapshot that {@code marker} declares complete.
   *
   * @param garbage sees the keys of page records that no complete snapshot needs
   * @throws StoreException if pages are missing or differ from what the marker says
   */
  static SnapshotDirectory load(
      Database database, int shard, SnapshotMarker marker, Consumer<byte[]> garbage) {
    return new SnapshotLoader(database, shard, marker, garbage).load();
  }

  private SnapshotDirectory load() {
    int lineage = marker.lineage();
    byte[] valueHead = new byte[SnapshotDirectory.HASH_BYTES];
    try (Database.Scan scan =
        database.scan(
            Family.PAGES, Keys.lineage(shard, lineage), Keys.lineage(shard, lineage + 1))) {
      while (scan.next()) {
        byte[] key = scan.key();
        if (versionOf(key) > marker.index()) {
          garbage.accept(key);
          continue;
        }
        if (bestKey != null && !samePage(bestKey, key)) {
          settle();
        }
        supersede(key, scan.valueHead(valueHead), valueHead);
      }
    }
    settle();
    SnapshotDirectory directory = builder.build(marker.index());
    if (directory.size() != marker.totalPages()
        || !Arrays.equals(directory.root(), marker.root())) {
      throw new StoreException(
          Reason.DAMAGED,
          "shard "
              + shard
              + ": snapshot at index "
              + marker.index()
              + " is damaged: expected "
              + marker.totalPages()
              + " pages with the recorded root hash but found "
              + directory.size()
              + " pages with another one");
    }
    return directory;
  }

  private void supersede(byte[] key, int valueLength, byte[] valueHead) {
    if (bestKey != null) {
      garbage.accept(bestKey);
    }
    bestKey = key;
    bestLength = valueLength;
    System.arraycopy(valueHead, 0, hash, 0, hash.length);
  }

  private void settle() {
    if (bestKey == null) {
      return;
    }
    if (bestLength < SnapshotDirectory.HASH_BYTES) {
      garbage.accept(bestKey);
    } else {
      ByteBuffer key = ByteBuffer.wrap(bestKey);
      builder.add(
          key.getInt(6),
          key.getLong(10),
          versionOf(bestKey),
          PageRecord.contentLength(bestLength),
          hash);
    }
    bestKey = null;
  }

  private static long versionOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(18);
  }

  private static boolean samePage(byte[] a, byte[] b) {
    return Arrays.equals(a, 0, 18, b, 0, 18);
  }
}
