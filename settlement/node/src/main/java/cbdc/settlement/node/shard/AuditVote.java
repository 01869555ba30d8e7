package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What one replica's chain was at an audit mark that someone disagrees with.
 *
 * @param shard the shard
 * @param number consecutive number of the marked entry
 * @param chainHash hash of the sender's chain behind it, 32 bytes
 * @param asks whether the sender wants the receiver's vote in return
 */
record AuditVote(int shard, long number, byte[] chainHash, boolean asks) {
  private static final int HASH_BYTES = 32;
  private static final int BYTES = 2 + 8 + 1 + HASH_BYTES;

  /** The vote's bytes. */
  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) shard)
        .putLong(number)
        .put((byte) (asks ? 1 : 0))
        .put(chainHash)
        .array();
  }

  /**
   * Reads a vote.
   *
   * @throws MalformedException when the bytes are none
   */
  static AuditVote decode(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new MalformedException("an audit vote of " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int shard = Short.toUnsignedInt(in.getShort());
    long number = in.getLong();
    boolean asks = in.get() != 0;
    byte[] hash = new byte[HASH_BYTES];
    in.get(hash);
    return new AuditVote(shard, number, hash, asks);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditVote that
        && shard == that.shard
        && number == that.number
        && asks == that.asks
        && Arrays.equals(chainHash, that.chainHash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number) * 31 + Arrays.hashCode(chainHash);
  }
}
