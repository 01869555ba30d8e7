package cbdc.settlement.node.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes the fields of a frame, big-endian, into an array that grows. */
final class FrameWriter {

  private ByteBuffer buffer;

  FrameWriter(int expectedBytes) {
    buffer = ByteBuffer.allocate(expectedBytes);
  }

  FrameWriter u8(int value) {
    room(Byte.BYTES).put((byte) value);
    return this;
  }

  FrameWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  FrameWriter i32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  FrameWriter i64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /** A short text: length in one byte, then UTF-8. */
  FrameWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > RaftMessageCodec.NODE_ID_BYTES_MAX) {
      throw new IllegalArgumentException("node id of " + bytes.length + " bytes: " + value);
    }
    u8(bytes.length);
    room(bytes.length).put(bytes);
    return this;
  }

  /** Bytes, preceded by their length. */
  FrameWriter bytes(byte[] value) {
    i32(value.length);
    room(value.length).put(value);
    return this;
  }

  /** The frame, with the checksum of all that was written at its end. */
  byte[] finish() {
    CRC32C crc = new CRC32C();
    crc.update(buffer.array(), 0, buffer.position());
    i32((int) crc.getValue());
    return buffer.position() == buffer.capacity()
        ? buffer.array()
        : Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int wanted = Math.max(buffer.position() + bytes, buffer.capacity() * 2);
      buffer = ByteBuffer.allocate(wanted).put(buffer.flip());
    }
    return buffer;
  }
}
