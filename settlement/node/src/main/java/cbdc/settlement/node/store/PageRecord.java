package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The stored form of one version of a snapshot page: its hash, then its bytes. An empty value says
 * that the page was removed at that snapshot.
 */
final class PageRecord {
  static final byte[] REMOVED = new byte[0];

  private PageRecord() {}

  static byte[] encode(byte[] hash, byte[] bytes) {
    byte[] value = Arrays.copyOf(hash, SnapshotDirectory.HASH_BYTES + bytes.length);
    System.arraycopy(bytes, 0, value, SnapshotDirectory.HASH_BYTES, bytes.length);
    return value;
  }

  static int contentLength(int valueLength) {
    return valueLength - SnapshotDirectory.HASH_BYTES;
  }

  /** The bytes of page {@code i}, after checking them against the directory. */
  static byte[] content(
      SnapshotDirectory directory, int shard, int i, byte[] value, MessageDigest sha256) {
    byte[] bytes = Arrays.copyOfRange(value, SnapshotDirectory.HASH_BYTES, value.length);
    if (bytes.length != directory.length(i) || !directory.hashEquals(i, sha256.digest(bytes))) {
      throw new StoreException(
          Reason.DAMAGED, directory.describe(shard, i) + " is damaged: its hash does not match");
    }
    return bytes;
  }
}
