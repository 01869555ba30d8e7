package cbdc.settlement.ledger.state;

/**
 * Size of arrays on the heap with compressed references: what memory bounds are computed from,
 * independent of any garbage collector.
 */
final class HeapSize {
  private static final int ARRAY_HEADER_BYTES = 16;

  private HeapSize() {}

  static long ofLongs(int length) {
    return ARRAY_HEADER_BYTES + 8L * length;
  }

  static long ofInts(int length) {
    return ARRAY_HEADER_BYTES + (4L * length + 7) / 8 * 8;
  }

  static long ofBytes(int length) {
    return ARRAY_HEADER_BYTES + (length + 7L) / 8 * 8;
  }

  static long ofReferences(int length) {
    return ofInts(length);
  }
}
