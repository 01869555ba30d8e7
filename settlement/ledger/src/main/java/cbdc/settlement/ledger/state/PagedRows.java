package cbdc.settlement.ledger.state;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A table of rows of 8 longs in pages of 64 rows (4 KiB). Knows which pages changed since the last freeze, and copies a page that an open freeze
 * still holds before it is written.
 */
final class PagedRows {
  /** Words in a row. */
  static final int ROW_WORDS = 8;

  /** Rows in a page. */
  static final int PAGE_ROWS = 64;

  private static final int PAGE_SHIFT = 6;
  private static final int PAGE_WORDS = PAGE_ROWS * ROW_WORDS;
  private static final int NEVER = -1;

  private final Generations generations;
  private long[][] pages = new long[16][];
  private int[] writtenIn = new int[16];
  private int[] changed = new int[16];
  private int changedCount;
  private int rows;

  PagedRows(Generations generations) {
    this.generations = generations;
  }

  int rows() {
    return rows;
  }

  int pageCount() {
    return (rows + PAGE_ROWS - 1) >>> PAGE_SHIFT;
  }

  /** Appends an empty row. */
  int append() {
    int row = rows;
    int page = row >>> PAGE_SHIFT;
    if ((row & (PAGE_ROWS - 1)) == 0) {
      addPage(page, new long[PAGE_WORDS], NEVER);
    }
    rows++;
    return row;
  }

  /** The page of a row, for reading; the row's words begin at {@link #offset}. */
  long[] page(int row) {
    return pages[row >>> PAGE_SHIFT];
  }

  /** The page of a row, for writing now. */
  long[] writable(int row) {
    int page = row >>> PAGE_SHIFT;
    if (writtenIn[page] != generations.current()) {
      claim(page);
    }
    return pages[page];
  }

  /** Where a row's words begin in its page. */
  static int offset(int row) {
    return (row & (PAGE_ROWS - 1)) * ROW_WORDS;
  }

  /** Bytes of heap held by the arrays, without copies for freezes. */
  long heapBytes() {
    return HeapSize.ofReferences(pages.length)
        + HeapSize.ofInts(writtenIn.length)
        + HeapSize.ofInts(changed.length)
        + pageCount() * HeapSize.ofLongs(PAGE_WORDS);
  }

  /** Hands out what changed since the previous freeze; from now on these pages are held by the freeze that ends the generation. */
  FrozenRows freezeChanged(int section) {
    long[][] frozen = new long[changedCount][];
    for (int i = 0; i < changedCount; i++) {
      frozen[i] = pages[changed[i]];
    }
    FrozenRows result = new FrozenRows(section, changed, frozen, rows);
    changed = new int[16];
    changedCount = 0;
    return result;
  }

  /** All pages as they are now, for reading before the next write. */
  FrozenRows all(int section) {
    int[] numbers = new int[pageCount()];
    Arrays.setAll(numbers, i -> i);
    return new FrozenRows(section, numbers, Arrays.copyOf(pages, numbers.length), rows);
  }

  /** Appends a page of a snapshot. */
  void restorePage(long number, byte[] bytes) {
    ByteBuffer from = PageLayout.open(bytes);
    int count = PageLayout.rows(from);
    PageLayout.require(number == pageCount() && rows % PAGE_ROWS == 0, "page " + pageCount());
    PageLayout.require(
        count > 0 && count <= PAGE_ROWS && from.remaining() == count * ROW_WORDS * Long.BYTES, "1 to 64 whole rows");
    long[] words = new long[PAGE_WORDS];
    PageLayout.getLongs(from, words, 0, count * ROW_WORDS);
    addPage((int) number, words, Generations.RESTORED);
    rows += count;
  }

  private void claim(int page) {
    if (generations.isHeld(writtenIn[page])) {
      pages[page] = pages[page].clone();
    }
    writtenIn[page] = generations.current();
    if (changedCount == changed.length) {
      changed = Arrays.copyOf(changed, 2 * changedCount);
    }
    changed[changedCount++] = page;
  }

  private void addPage(int page, long[] words, int generation) {
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, 2 * page);
      writtenIn = Arrays.copyOf(writtenIn, 2 * page);
    }
    pages[page] = words;
    writtenIn[page] = generation;
  }
}
