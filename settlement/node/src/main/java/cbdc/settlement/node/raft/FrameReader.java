package cbdc.settlement.node.raft;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Reads the fields of a frame; every length and range is checked before anything is allocated. */
final class FrameReader {

  private final ByteBuffer buffer;

  private FrameReader(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** Opens a frame whose length and checksum are right. */
  static FrameReader open(byte[] frame) throws MalformedFrameException {
    if (frame.length <= Integer.BYTES || frame.length > RaftMessageCodec.FRAME_BYTES_MAX) {
      throw new MalformedFrameException("frame of " + frame.length + " bytes");
    }
    int contentBytes = frame.length - Integer.BYTES;
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, contentBytes);
    if (ByteBuffer.wrap(frame).getInt(contentBytes) != (int) crc.getValue()) {
      throw new MalformedFrameException("wrong checksum");
    }
    return new FrameReader(ByteBuffer.wrap(frame, 0, contentBytes));
  }

  int u8(String field, int max) throws MalformedFrameException {
    int value = Byte.toUnsignedInt(need(Byte.BYTES, field).get());
    return (int) inRange(value, max, field);
  }

  boolean flag(String field) throws MalformedFrameException {
    return u8(field, 1) == 1;
  }

  /** A number that is not negative and at most {@code max}. */
  int i32(String field, int max) throws MalformedFrameException {
    return (int) inRange(need(Integer.BYTES, field).getInt(), max, field);
  }

  /** A number that is not negative. */
  long i64(String field) throws MalformedFrameException {
    // Half the range is more than any index reaches, and sums of two cannot overflow.
    return inRange(need(Long.BYTES, field).getLong(), Long.MAX_VALUE / 2, field);
  }

  String text(String field) throws MalformedFrameException {
    int length = u8(field, RaftMessageCodec.NODE_ID_BYTES_MAX);
    if (length == 0) {
      throw new MalformedFrameException(field + " is empty");
    }
    ByteBuffer bytes = need(length, field).slice().limit(length);
    buffer.position(buffer.position() + length);
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFrameException(field + " is not UTF-8");
    }
  }

  byte[] bytes(String field, int min, int max) throws MalformedFrameException {
    int length = i32(field, max);
    if (length < min) {
      throw new MalformedFrameException(field + " of " + length + " bytes");
    }
    need(length, field);
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  /** A count of things of which each takes at least {@code bytesEach}. */
  int count(String field, int max, int bytesEach) throws MalformedFrameException {
    int count = i32(field, max);
    need(Math.multiplyExact(count, bytesEach), field);
    return count;
  }

  void end() throws MalformedFrameException {
    if (buffer.hasRemaining()) {
      throw new MalformedFrameException(buffer.remaining() + " bytes too many");
    }
  }

  private ByteBuffer need(int bytes, String field) throws MalformedFrameException {
    if (buffer.remaining() < bytes) {
      throw new MalformedFrameException("frame ends in " + field);
    }
    return buffer;
  }

  private static long inRange(long value, long max, String field) throws MalformedFrameException {
    if (value < 0 || value > max) {
      throw new MalformedFrameException(field + " is " + value + ", expected 0 to " + max);
    }
    return value;
  }
}
