package cbdc.protocol.wire;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeWriter;
import cbdc.protocol.PublicKey;
import cbdc.protocol.Text;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;

/** Writes one message, little-endian, growing as needed. */
final class WireWriter {
  /** Format of every message of this package. */
  static final byte VERSION = 1;

  /** Longest node id in bytes. */
  static final int MAX_NODE_ID_LENGTH = 64;

  private final ExpandableArrayBuffer buffer;
  private int length;

  WireWriter(int expectedLength) {
    buffer = new ExpandableArrayBuffer(Math.max(16, expectedLength));
    putByte(VERSION);
  }

  WireWriter putByte(int value) {
    buffer.putByte(length++, (byte) value);
    return this;
  }

  WireWriter putShort(int value) {
    if (value >>> 16 != 0) {
      throw new IllegalArgumentException(value + " does not fit in two bytes");
    }
    buffer.putShort(length, (short) value, ByteOrder.LITTLE_ENDIAN);
    length += Short.BYTES;
    return this;
  }

  WireWriter putInt(int value) {
    buffer.putInt(length, value, ByteOrder.LITTLE_ENDIAN);
    length += Integer.BYTES;
    return this;
  }

  WireWriter putLong(long value) {
    buffer.putLong(length, value, ByteOrder.LITTLE_ENDIAN);
    length += Long.BYTES;
    return this;
  }

  /** Bytes whose length the reader knows. */
  WireWriter putFixed(byte[] bytes, int expectedLength) {
    if (bytes.length != expectedLength) {
      throw new IllegalArgumentException(
          "expected " + expectedLength + " bytes, not " + bytes.length);
    }
    buffer.putBytes(length, bytes);
    length += bytes.length;
    return this;
  }

  /** A four-byte length, then the bytes. */
  WireWriter putBytes(byte[] bytes, int maxLength) {
    requireAtMost(bytes.length, maxLength, "bytes");
    putInt(bytes.length);
    buffer.putBytes(length, bytes);
    length += bytes.length;
    return this;
  }

  /** A one-byte length, then the text. */
  WireWriter putText(Text text, int maxLength) {
    requireAtMost(text.length(), maxLength, "bytes of text");
    putByte(text.length());
    buffer.putBytes(length, text.utf8());
    length += text.length();
    return this;
  }

  /** A node id, empty where none is known. */
  WireWriter putNodeId(String nodeId) {
    byte[] bytes = nodeId.getBytes(StandardCharsets.UTF_8);
    requireAtMost(bytes.length, MAX_NODE_ID_LENGTH, "bytes of node id");
    putByte(bytes.length);
    buffer.putBytes(length, bytes);
    length += bytes.length;
    return this;
  }

  WireWriter putId(CommandId id) {
    return putLong(id.high()).putLong(id.low());
  }

  WireWriter putOutcome(Outcome outcome, boolean duplicate) {
    length += OutcomeWriter.put(outcome, duplicate, buffer, length);
    return this;
  }

  WireWriter putKey(PublicKey key) {
    requireAtMost(key.encoded().length, WireReader.MAX_KEY_LENGTH, "bytes of public key");
    putLong(key.keyId()).putByte(key.suite()).putByte(key.encoded().length);
    buffer.putBytes(length, key.encoded());
    length += key.encoded().length;
    return this;
  }

  /** A four-byte count of what follows. */
  WireWriter putCount(int count, int maxCount) {
    requireAtMost(count, maxCount, "elements");
    return putInt(count);
  }

  byte[] finish() {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  private static void requireAtMost(int value, int max, String what) {
    if (value > max) {
      throw new IllegalArgumentException(value + " " + what + ", at most " + max);
    }
  }
}
