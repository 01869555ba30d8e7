package cbdc.settlement.ledger.state;

import java.util.Arrays;

/**
 * Up to {@value #ROWS_MAX} ids of one second, in order of arrival, by columns. Rows are only
 * appended; of an appended row only the outcome word changes later. So a freeze needs no copy of
 * the other columns.
 */
final class IdChunk {
  static final int ROWS_MAX = 1024;
  static final int ROW_SHIFT = 10;
  static final int NOT_HELD = 0;
  private static final int ROWS_MIN = 16;

  /** Page number: second of id time and number of the chunk within it. */
  final long page;

  /** Two words a row: low half of the id, fingerprint. */
  long[] ids;

  long[] outcomes;

  /** Amounts of rejections; null while no row has one. */
  long[] amounts;

  int rows;

  /** Generation in which the chunk was last written. */
  int writtenIn = -1;

  /** First of the freezes that may hold the outcomes as they are. */
  int heldSince = NOT_HELD;

  /** True when some freeze has listed the page. */
  boolean isPersisted;

  boolean isDropped;

  IdChunk(long page, int capacity) {
    this.page = page;
    ids = new long[2 * capacity];
    outcomes = new long[capacity];
  }

  /** A chunk of a snapshot. */
  IdChunk(FrozenIds frozen) {
    page = frozen.page();
    ids = frozen.ids();
    outcomes = frozen.outcomes();
    amounts = frozen.amounts();
    rows = frozen.rows();
    isPersisted = true;
  }

  static IdChunk first(long page) {
    return new IdChunk(page, ROWS_MIN);
  }

  boolean isFull() {
    return rows == ROWS_MAX;
  }

  void append(long idLow, long fingerprint, long outcome, long amount) {
    if (rows == outcomes.length) {
      int capacity = Math.min(ROWS_MAX, 2 * rows);
      ids = Arrays.copyOf(ids, 2 * capacity);
      outcomes = Arrays.copyOf(outcomes, capacity);
      amounts = amounts == null ? null : Arrays.copyOf(amounts, capacity);
    }
    if (amount != 0 && amounts == null) {
      amounts = new long[outcomes.length];
    }
    ids[2 * rows] = idLow;
    ids[2 * rows + 1] = fingerprint;
    outcomes[rows] = outcome;
    if (amounts != null) {
      amounts[rows] = amount;
    }
    rows++;
  }

  long amount(int row) {
    return amounts == null ? 0 : amounts[row];
  }

  long heapBytes() {
    return 80
        + HeapSize.ofLongs(ids.length)
        + HeapSize.ofLongs(outcomes.length)
        + (amounts == null ? 0 : HeapSize.ofLongs(amounts.length));
  }
}
