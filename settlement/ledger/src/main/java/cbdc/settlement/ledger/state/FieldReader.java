package cbdc.settlement.ledger.state;

import cbdc.protocol.MalformedException;
import cbdc.protocol.PublicKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link FieldWriter} wrote. A page that ends too early is a {@link MalformedException}.
 */
final class FieldReader {
  private final ByteBuffer page;

  FieldReader(byte[] bytes) {
    page = PageLayout.open(bytes);
  }

  /** Number of records that the page says it holds. */
  int rows() {
    return PageLayout.rows(page);
  }

  int getByte() {
    try {
      return page.get();
    } catch (BufferUnderflowException e) {
      throw cut();
    }
  }

  int getInt() {
    try {
      return page.getInt();
    } catch (BufferUnderflowException e) {
      throw cut();
    }
  }

  long getLong() {
    try {
      return page.getLong();
    } catch (BufferUnderflowException e) {
      throw cut();
    }
  }

  byte[] getFixed(int length) {
    PageLayout.require(length >= 0 && length <= page.remaining(), length + " more bytes");
    byte[] bytes = new byte[length];
    page.get(bytes);
    return bytes;
  }

  byte[] getBytes() {
    return getFixed(getInt());
  }

  String getText() {
    return new String(getBytes(), StandardCharsets.UTF_8);
  }

  List<PublicKey> getKeys() {
    int count = getInt();
    List<PublicKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long keyId = getLong();
      int suite = getInt();
      keys.add(new PublicKey(keyId, suite, getBytes()));
    }
    return keys;
  }

  void requireEnd() {
    PageLayout.require(!page.hasRemaining(), "nothing more");
  }

  private MalformedException cut() {
    return new MalformedException("damaged page: cut at byte " + page.position());
  }
}
