package cbdc.settlement.ledger.state;

import cbdc.protocol.PublicKey;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/** Writes a page of mixed fields, little-endian, behind the header that all pages have. */
final class FieldWriter {
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
  private int length = PageLayout.HEADER_BYTES;

  /** Starts a page that holds so many records. */
  FieldWriter(int rows) {
    byte[] header = new byte[PageLayout.HEADER_BYTES];
    PageLayout.start(header, 0, 0, rows);
    buffer.putBytes(0, header);
  }

  FieldWriter putByte(int value) {
    buffer.putByte(length, (byte) value);
    length += 1;
    return this;
  }

  FieldWriter putInt(int value) {
    buffer.putInt(length, value, ByteOrder.LITTLE_ENDIAN);
    length += 4;
    return this;
  }

  FieldWriter putLong(long value) {
    buffer.putLong(length, value, ByteOrder.LITTLE_ENDIAN);
    length += 8;
    return this;
  }

  /** Bytes whose number the reader knows. */
  FieldWriter putFixed(byte[] bytes) {
    buffer.putBytes(length, bytes);
    length += bytes.length;
    return this;
  }

  /** Bytes behind their number. */
  FieldWriter putBytes(byte[] bytes) {
    return putInt(bytes.length).putFixed(bytes);
  }

  FieldWriter putText(String text) {
    return putBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  FieldWriter putKeys(List<PublicKey> keys) {
    putInt(keys.size());
    for (PublicKey key : keys) {
      putLong(key.keyId()).putInt(key.suite()).putBytes(key.encoded());
    }
    return this;
  }

  byte[] toBytes() {
    if (length > Page.BYTES_MAX) {
      throw new IllegalStateException("a page of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }
}
