package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.ByteBuffer;

/**
 * A Raft log entry as stored under (shard, index).
 *
 * @param term Raft term
 * @param type {@link #ENTRY} or {@link #MEMBERS}
 * @param payload the entry's bytes, or the encoded membership change
 */
record LogRecord(int term, byte type, byte[] payload) {
  /** An opaque entry. */
  static final byte ENTRY = 0;

  /** A change of the group's members. */
  static final byte MEMBERS = 1;

  private static final int FIXED_BYTES = 4 + 1;

  byte[] encode(byte[] key) {
    ByteBuffer record = Checked.allocate(FIXED_BYTES + payload.length);
    return Checked.seal(key, record.putInt(term).put(type).put(payload));
  }

  static LogRecord decode(byte[] key, byte[] value) {
    ByteBuffer in = Checked.open(key, value, describe(key));
    int term = in.getInt();
    byte type = in.get();
    if (type != ENTRY && type != MEMBERS) {
      throw new StoreException(Reason.DAMAGED, describe(key) + " is of unknown type " + type);
    }
    byte[] payload = new byte[in.remaining()];
    in.get(payload);
    return new LogRecord(term, type, payload);
  }

  static String describe(byte[] key) {
    return "shard " + Keys.shardOf(key) + ": log entry " + Keys.numberOf(key);
  }
}
