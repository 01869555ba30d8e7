package cbdc.protocol.wire;

import cbdc.protocol.CommandId;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads what {@link WireWriter} wrote; every step checks that the bytes are there. */
final class WireReader {
  /** Longest encoded public key in bytes. */
  static final int MAX_KEY_LENGTH = 65;

  private final UnsafeBuffer buffer;
  private int position;

  WireReader(byte[] bytes) {
    buffer = new UnsafeBuffer(bytes);
    int version = getByte();
    if (version != WireWriter.VERSION) {
      throw new MalformedException(
          "format version " + version + ", expected " + WireWriter.VERSION);
    }
  }

  int getByte() {
    return buffer.getByte(advance(Byte.BYTES)) & 0xFF;
  }

  int getShort() {
    return buffer.getShort(advance(Short.BYTES), ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
  }

  int getInt() {
    return buffer.getInt(advance(Integer.BYTES), ByteOrder.LITTLE_ENDIAN);
  }

  long getLong() {
    return buffer.getLong(advance(Long.BYTES), ByteOrder.LITTLE_ENDIAN);
  }

  byte[] getFixed(int length) {
    int at = advance(length);
    byte[] bytes = new byte[length];
    buffer.getBytes(at, bytes);
    return bytes;
  }

  byte[] getBytes(int maxLength) {
    return getFixed(bounded(getInt(), maxLength, "bytes"));
  }

  Text getText(int maxLength) {
    return Text.ofUtf8(getFixed(bounded(getByte(), maxLength, "bytes of text")));
  }

  String getNodeId() {
    byte[] bytes = getFixed(bounded(getByte(), WireWriter.MAX_NODE_ID_LENGTH, "bytes of node id"));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  CommandId getId() {
    return new CommandId(getLong(), getLong());
  }

  Outcome getOutcome() {
    require(1);
    int length = OutcomeReader.lengthOf(buffer, position);
    require(length);
    Outcome outcome = OutcomeReader.read(buffer, position);
    position += length;
    return outcome;
  }

  /** True when the outcome that {@link #getOutcome} will read was answered from memory. */
  boolean isNextOutcomeDuplicate() {
    require(1);
    return OutcomeReader.isDuplicate(buffer, position);
  }

  RejectionCode getCode() {
    int number = getByte();
    RejectionCode code = RejectionCode.ofNumber(number);
    if (code == null) {
      throw new MalformedException("unknown rejection code " + number);
    }
    return code;
  }

  PublicKey getKey() {
    long keyId = getLong();
    int suite = getByte();
    return new PublicKey(
        keyId, suite, getFixed(bounded(getByte(), MAX_KEY_LENGTH, "bytes of public key")));
  }

  /**
   * Reads a count.
   *
   * @param minLength fewest bytes of one element, so that a count never makes us allocate more than
   *     was sent
   */
  int getCount(int maxCount, int minLength) {
    int count = bounded(getInt(), maxCount, "elements");
    if ((long) count * minLength > buffer.capacity() - position) {
      throw new MalformedException(
          count + " elements at byte " + position + " do not fit in the message");
    }
    return count;
  }

  /** Must be called last: bytes behind the message are an error. */
  void end() {
    if (position != buffer.capacity()) {
      throw new MalformedException((buffer.capacity() - position) + " bytes behind the message");
    }
  }

  MalformedException unknown(String what, int code) {
    return new MalformedException("unknown " + what + " " + code + " before byte " + position);
  }

  private int advance(int length) {
    require(length);
    int at = position;
    position += length;
    return at;
  }

  private void require(int length) {
    if (length > buffer.capacity() - position) {
      throw new MalformedException("message is cut at byte " + position);
    }
  }

  private int bounded(int value, int max, String what) {
    if (value < 0 || value > max) {
      throw new MalformedException(
          value + " " + what + " at byte " + position + ", at most " + max);
    }
    return value;
  }
}
