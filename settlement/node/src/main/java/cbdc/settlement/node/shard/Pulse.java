package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every node tells the others a few times a second: its wall clock, which rules it can
 * execute, and which shards it leads in which term.
 *
 * @param wallMillis Unix milliseconds
 * @param rulesVersionMax newest version of the rules that its program can execute
 * @param isStopping whether it is about to stop, and takes no leadership
 * @param leading term by shard
 */
public record Pulse(
    long wallMillis, int rulesVersionMax, boolean isStopping, Map<Integer, Integer> leading) {
  private static final int HEAD_BYTES = 11;
  private static final int ROW_BYTES = 6;

  public Pulse {
    leading = Map.copyOf(leading);
  }

  /** The pulse's bytes. */
  public byte[] encode() {
    ByteBuffer out =
        ByteBuffer.allocate(HEAD_BYTES + leading.size() * ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(wallMillis).putShort((short) rulesVersionMax).put((byte) (isStopping ? 1 : 0));
    leading.forEach((shard, term) -> out.putShort(shard.shortValue()).putInt(term));
    return out.array();
  }

  /**
   * Reads a pulse.
   *
   * @throws MalformedException when the bytes are none
   */
  public static Pulse decode(byte[] bytes) {
    if (bytes.length < HEAD_BYTES || (bytes.length - HEAD_BYTES) % ROW_BYTES != 0) {
      throw new MalformedException("a pulse of " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long wallMillis = in.getLong();
    int rulesVersionMax = Short.toUnsignedInt(in.getShort());
    boolean isStopping = in.get() != 0;
    Map<Integer, Integer> leading = new TreeMap<>();
    while (in.hasRemaining()) {
      leading.put(Short.toUnsignedInt(in.getShort()), in.getInt());
    }
    return new Pulse(wallMillis, rulesVersionMax, isStopping, leading);
  }
}
