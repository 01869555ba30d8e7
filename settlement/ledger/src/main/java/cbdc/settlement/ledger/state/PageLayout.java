package cbdc.settlement.ledger.state;

import cbdc.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What all pages have in common: little-endian, and a header of {@value #HEADER_BYTES} bytes:
 * layout version (1), flags (1), a number that the section defines (2), number of rows (4). The
 * version is raised when any section's layout changes; older ones must stay readable.
 */
final class PageLayout {
  static final int SECTION_HEAD = 1;
  static final int SECTION_ACCOUNTS = 2;
  static final int SECTION_HOLDS = 3;
  static final int SECTION_IDS = 4;
  static final int SECTION_OUTBOX = 5;

  static final int HEADER_BYTES = 8;
  private static final byte VERSION = 1;

  private PageLayout() {}

  /** Writes the header into a page's bytes; what is returned continues behind it. */
  static ByteBuffer start(byte[] page, int flags, int number, int rows) {
    return ByteBuffer.wrap(page)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(VERSION)
        .put((byte) flags)
        .putShort((short) number)
        .putInt(rows);
  }

  /**
   * Opens a page behind its header.
   *
   * @throws MalformedException when its layout is another one
   */
  static ByteBuffer open(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != VERSION) {
      throw new MalformedException(
          "expected a page of layout version "
              + VERSION
              + " but was "
              + (bytes.length == 0 ? "empty" : bytes[0]));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
  }

  static int flags(ByteBuffer page) {
    return page.get(1);
  }

  static int number(ByteBuffer page) {
    return Short.toUnsignedInt(page.getShort(2));
  }

  static int rows(ByteBuffer page) {
    return page.getInt(4);
  }

  /** Checks what a page claims about itself. */
  static void require(boolean isTrue, String expectation) {
    if (!isTrue) {
      throw new MalformedException("damaged page: expected " + expectation);
    }
  }

  static void putLongs(ByteBuffer to, long[] from, int offset, int count) {
    to.asLongBuffer().put(from, offset, count);
    to.position(to.position() + Long.BYTES * count);
  }

  static void getLongs(ByteBuffer from, long[] to, int offset, int count) {
    require(from.remaining() >= Long.BYTES * count, count + " more words");
    from.asLongBuffer().get(to, offset, count);
    from.position(from.position() + Long.BYTES * count);
  }
}
