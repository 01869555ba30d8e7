package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Bytes of a request for history records and of the answer. Little endian. */
final class HistoryPiece {
  private static final int HASH_BYTES = 32;
  private static final int FIXED_BYTES = 8 + 8 + 4 + HASH_BYTES + 4 + 4;
  private static final int REQUEST_BYTES = 2 + 8 + 4;

  private HistoryPiece() {}

  /**
   * What a node asks a peer for.
   *
   * @param shard the shard
   * @param fromNumber first record wanted
   * @param recordsMax most records wanted
   */
  record Request(int shard, long fromNumber, int recordsMax) {
    byte[] encode() {
      return ByteBuffer.allocate(REQUEST_BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putShort((short) shard)
          .putLong(fromNumber)
          .putInt(recordsMax)
          .array();
    }

    /**
     * Reads a request.
     *
     * @throws MalformedException when the bytes are none
     */
    static Request decode(byte[] bytes) {
      if (bytes.length != REQUEST_BYTES) {
        throw new MalformedException("a history request of " + bytes.length + " bytes");
      }
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      return new Request(Short.toUnsignedInt(in.getShort()), in.getLong(), in.getInt());
    }
  }

  /** The answer's bytes. */
  static byte[] encode(List<History.Executed> records) {
    int length = 0;
    for (History.Executed r : records) {
      length += FIXED_BYTES + r.entry().length + r.outcomes().length;
    }
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (History.Executed r : records) {
      out.putLong(r.number()).putLong(r.index()).putInt(r.term()).put(r.chainHash());
      out.putInt(r.entry().length).putInt(r.outcomes().length);
      out.put(r.entry()).put(r.outcomes());
    }
    return out.array();
  }

  /**
   * Reads an answer.
   *
   * @throws MalformedException when the bytes are none
   */
  static List<History.Executed> decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<History.Executed> records = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        long number = in.getLong();
        long index = in.getLong();
        int term = in.getInt();
        byte[] hash = take(in, HASH_BYTES);
        int entryLength = in.getInt();
        int outcomesLength = in.getInt();
        byte[] entry = take(in, entryLength);
        byte[] outcomes = take(in, outcomesLength);
        records.add(new History.Executed(number, index, term, entry, outcomes, hash));
      }
    } catch (BufferUnderflowException e) {
      throw new MalformedException(
          "a piece of history is cut after " + records.size() + " records");
    }
    return records;
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new MalformedException(
          "a length of " + length + " where " + in.remaining() + " bytes are left");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
