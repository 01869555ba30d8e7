package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import cbdc.settlement.node.member.ClusterNews;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every node tells the others a few times a second: its wall clock, which rules it can
 * execute, which shards it leads in which term, and what has changed since genesis.
 *
 * @param wallMillis Unix milliseconds
 * @param rulesVersionMax newest version of the rules that its program can execute
 * @param isStopping whether it is about to stop, and takes no leadership
 * @param leading term by shard
 * @param news of the cluster's nodes
 */
public record Pulse(
    long wallMillis,
    int rulesVersionMax,
    boolean isStopping,
    Map<Integer, Integer> leading,
    ClusterNews news) {
  private static final int HEAD_BYTES = 11;
  private static final int ROW_BYTES = 6;
  private static final int STOPPING = 1;

  /** Set while there is anything to tell that a program of the first rules would not know. */
  private static final int NEWS = 2;

  public Pulse {
    leading = Map.copyOf(leading);
  }

  /** The pulse's bytes. */
  public byte[] encode() {
    byte[] told = news.isEmpty() ? new byte[0] : news.encode();
    int length = HEAD_BYTES + leading.size() * ROW_BYTES + (told.length == 0 ? 0 : 2 + told.length);
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    int flags = (isStopping ? STOPPING : 0) | (told.length == 0 ? 0 : NEWS);
    out.putLong(wallMillis).putShort((short) rulesVersionMax).put((byte) flags);
    if (told.length > 0) {
      out.putShort((short) leading.size());
    }
    leading.forEach((shard, term) -> out.putShort(shard.shortValue()).putInt(term));
    return out.put(told).array();
  }

  /**
   * Reads a pulse.
   *
   * @throws MalformedException when the bytes are none
   */
  public static Pulse decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEAD_BYTES) {
      throw new MalformedException("a pulse of " + bytes.length + " bytes");
    }
    long wallMillis = in.getLong();
    int rulesVersionMax = Short.toUnsignedInt(in.getShort());
    int flags = in.get();
    boolean hasNews = (flags & NEWS) != 0;
    int rows = hasNews ? count(in) : in.remaining() / ROW_BYTES;
    boolean fits = hasNews ? in.remaining() > rows * ROW_BYTES : in.remaining() == rows * ROW_BYTES;
    if (!fits) {
      throw new MalformedException("a pulse of " + bytes.length + " bytes");
    }
    Map<Integer, Integer> leading = new TreeMap<>();
    for (int i = 0; i < rows; i++) {
      leading.put(Short.toUnsignedInt(in.getShort()), in.getInt());
    }
    byte[] told = new byte[in.remaining()];
    in.get(told);
    return new Pulse(
        wallMillis,
        rulesVersionMax,
        (flags & STOPPING) != 0,
        leading,
        hasNews ? ClusterNews.decode(told) : ClusterNews.NONE);
  }

  private static int count(ByteBuffer in) {
    if (in.remaining() < Short.BYTES) {
      throw new MalformedException("a pulse that ends too early");
    }
    return Short.toUnsignedInt(in.getShort());
  }
}
