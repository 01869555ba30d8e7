package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Records that carry a checksum over their key and content. RocksDB checks blocks, but only a
 * checksum of our own tells which record of which shard is damaged, and catches a value that ended
 * up under the wrong key.
 */
final class Checked {
  static final int HEADER_BYTES = 4;

  private Checked() {}

  /**
   * A buffer for {@code contentBytes} bytes of content, positioned after the place of the checksum.
   */
  static ByteBuffer allocate(int contentBytes) {
    return ByteBuffer.allocate(HEADER_BYTES + contentBytes).position(HEADER_BYTES);
  }

  /**
   * Fills in the checksum and returns the record, which is the whole array of a buffer made by
   * {@link #allocate}.
   */
  @SuppressWarnings("ByteBufferBackingArray")
  static byte[] seal(byte[] key, ByteBuffer record) {
    byte[] bytes = record.array();
    record.putInt(0, checksum(key, bytes));
    return bytes;
  }

  /** The content of a record, positioned at its start; throws if the checksum does not match. */
  static ByteBuffer open(byte[] key, byte[] record, String what) {
    if (record.length < HEADER_BYTES || ByteBuffer.wrap(record).getInt() != checksum(key, record)) {
      throw new StoreException(Reason.DAMAGED, what + " is damaged: its checksum does not match");
    }
    return ByteBuffer.wrap(record).position(HEADER_BYTES);
  }

  private static int checksum(byte[] key, byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(record, HEADER_BYTES, record.length - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
