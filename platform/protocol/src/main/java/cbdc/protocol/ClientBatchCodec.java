package cbdc.protocol;

import cbdc.protocol.sbe.ClientBatchDecoder;
import cbdc.protocol.sbe.ClientBatchEncoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * A bank's signed commands for one shard, as they lie in the log. One signature covers a flush: the
 * list of (shard, SHA-256 of the commands) of everything the client sent at once.
 */
public final class ClientBatchCodec {
  /** Most commands in one client batch. */
  public static final int MAX_COMMANDS = 4096;

  /** Most bytes of commands in one client batch. */
  public static final int MAX_BYTES = 512 * 1024;

  /** Most shards in one flush. */
  public static final int MAX_FLUSH = 1024;

  private ClientBatchCodec() {}

  /**
   * One shard's part of a flush.
   *
   * @param shard the shard
   * @param hash SHA-256 of the encoded commands for it
   */
  public record FlushPart(int shard, byte[] hash) {
    @Override
    public boolean equals(Object other) {
      return other instanceof FlushPart that
          && shard == that.shard
          && java.util.Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
      return shard;
    }
  }

  /**
   * The bytes that a bank signs for a flush: cluster id, bank, then every part in ascending order
   * of shards.
   *
   * @param parts in ascending order of shards
   */
  public static byte[] signedBytes(
      long clusterHigh, long clusterLow, int bank, List<FlushPart> parts) {
    ByteBuffer bytes = ByteBuffer.allocate(20 + parts.size() * 34).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .putLong(clusterHigh)
        .putLong(clusterLow)
        .putShort((short) bank)
        .putShort((short) parts.size());
    for (FlushPart part : parts) {
      bytes.putShort((short) part.shard()).put(part.hash());
    }
    return bytes.array();
  }

  /** Encodes a client batch, with its message header. */
  public static byte[] encode(
      int bank,
      long keyId,
      byte[] signature,
      List<FlushPart> parts,
      int commandCount,
      DirectBuffer commands,
      int offset,
      int length) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(length + parts.size() * 34 + 128);
    ClientBatchEncoder e =
        new ClientBatchEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .bank(bank)
            .keyId(keyId)
            .commandCount(commandCount);
    e.putSignature(signature, 0, Approval.SIGNATURE_LENGTH);
    ClientBatchEncoder.FlushEncoder flush = e.flushCount(parts.size());
    for (FlushPart part : parts) {
      flush.next().shard(part.shard()).putHash(part.hash(), 0, 32);
    }
    e.putCommands(commands, offset, length);
    byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + e.encodedLength()];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** The parts of a decoded batch's flush; moves the decoder behind them. */
  static List<FlushPart> readParts(ClientBatchDecoder d) {
    ClientBatchDecoder.FlushDecoder flush = d.flush();
    if (flush.count() > MAX_FLUSH) {
      throw new MalformedException("a flush over " + flush.count() + " shards");
    }
    FlushPart[] parts = new FlushPart[flush.count()];
    for (int i = 0; i < parts.length; i++) {
      byte[] hash = new byte[32];
      int shard = flush.next().shard();
      flush.getHash(hash, 0, 32);
      parts[i] = new FlushPart(shard, hash);
    }
    return List.of(parts);
  }
}
