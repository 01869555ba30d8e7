package cbdc.settlement.node.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Database keys. Big endian, so that byte order is numeric order. Shards are 0 to 65,535. */
final class Keys {
  static final byte[] JOURNAL = ascii("journal");
  static final byte[] GENESIS = ascii("genesis");
  static final byte[] GENESIS_COMPLETE = ascii("genesis-complete");
  static final byte[] JOINED = ascii("joined");
  static final byte[] JOINED_NODES = ascii("joined-nodes");
  static final byte[] REMOVED = ascii("removed");

  static final byte ENDPOINT = 'e';
  static final byte MEMBERS = 'm';
  static final byte TERM = 't';
  static final byte SNAPSHOT_TAKEN = 's';
  static final byte SNAPSHOT_COMPLETE = 'c';
  static final byte GAP = 'g';

  static final int PAGE_KEY_BYTES = 2 + 4 + 4 + 8 + 8;

  private Keys() {}

  /** A single fact about a shard in {@link Family#META}. */
  static byte[] shard(int shard, byte what) {
    return ByteBuffer.allocate(4).put((byte) 'S').putShort((short) shard).put(what).array();
  }

  /** A numbered fact about a shard in {@link Family#META}. */
  static byte[] shard(int shard, byte what, long number) {
    return ByteBuffer.allocate(12)
        .put((byte) 'S')
        .putShort((short) shard)
        .put(what)
        .putLong(number)
        .array();
  }

  /** A log entry by Raft index, or a history record by number. */
  static byte[] numbered(int shard, long number) {
    return ByteBuffer.allocate(10).putShort((short) shard).putLong(number).array();
  }

  /** The first key after all numbered keys of a shard. */
  static byte[] numberedEnd(int shard) {
    return ByteBuffer.allocate(3).putShort((short) shard).put((byte) 0xff).array();
  }

  static long numberOf(byte[] numberedKey) {
    return ByteBuffer.wrap(numberedKey).getLong(2);
  }

  static int shardOf(byte[] key) {
    return ByteBuffer.wrap(key).getShort(0) & 0xffff;
  }

  static byte[] page(int shard, int lineage, int section, long page, long snapshotIndex) {
    return ByteBuffer.allocate(PAGE_KEY_BYTES)
        .putShort((short) shard)
        .putInt(lineage)
        .putInt(section)
        .putLong(page)
        .putLong(snapshotIndex)
        .array();
  }

  /** The first page key of a lineage; the one of {@code lineage + 1} ends it. */
  static byte[] lineage(int shard, int lineage) {
    return ByteBuffer.allocate(6).putShort((short) shard).putInt(lineage).array();
  }

  /** The first page key after all pages of a shard. */
  static byte[] pagesEnd(int shard) {
    return ByteBuffer.allocate(6).putShort((short) shard).putInt(0xffffffff).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
