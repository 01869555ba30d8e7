package cbdc.settlement.ledger.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of rows of 8 longs. Rows lie in slabs of 4,096 (256 KiB), large enough that all slab
 * headers stay in the processor's caches; changes and snapshots are counted in pages of 64 rows (4
 * KiB). Before a page is written first after a freeze that holds it, its content is saved for that
 * freeze.
 */
final class PagedRows {
  /** Words in a row. */
  static final int ROW_WORDS = 8;

  /** Rows in a page. */
  static final int PAGE_ROWS = 64;

  static final int PAGE_WORDS = PAGE_ROWS * ROW_WORDS;
  private static final int PAGE_SHIFT = 6;
  private static final int SLAB_SHIFT = 12;
  private static final int SLAB_ROWS = 1 << SLAB_SHIFT;

  /** Pages in a slab. */
  static final int SLAB_PAGES = SLAB_ROWS / PAGE_ROWS;

  private static final byte CHANGED = 1;

  private final int section;
  private long[][] slabs = new long[1][];
  private int rows;

  /** By page: whether it was written since the last freeze. */
  private byte[] isChanged = new byte[SLAB_PAGES];

  private int[] changed = new int[16];
  private int changedCount;
  private final List<FrozenRows> open = new ArrayList<>();

  PagedRows(int section) {
    this.section = section;
  }

  int rows() {
    return rows;
  }

  int pageCount() {
    return (rows + PAGE_ROWS - 1) >>> PAGE_SHIFT;
  }

  /** Appends an empty row. */
  int append() {
    if ((rows & (SLAB_ROWS - 1)) == 0) {
      addSlab();
    }
    return rows++;
  }

  /** The slab of a row, for reading; the row's words begin at {@link #offset}. */
  long[] slab(int row) {
    return slabs[row >>> SLAB_SHIFT];
  }

  /** The slab of a row, for writing that row now. */
  long[] writable(int row) {
    int page = row >>> PAGE_SHIFT;
    if (isChanged[page] == 0) {
      claim(page);
    }
    return slabs[row >>> SLAB_SHIFT];
  }

  /** Where a row's words begin in its slab. */
  static int offset(int row) {
    return (row & (SLAB_ROWS - 1)) * ROW_WORDS;
  }

  /** Hands out what changed since the previous freeze. */
  FrozenRows freezeChanged() {
    FrozenRows frozen =
        new FrozenRows(section, changed, changedCount, isChanged, slabs.clone(), rows);
    open.add(frozen);
    isChanged = new byte[isChanged.length];
    changed = new int[16];
    changedCount = 0;
    return frozen;
  }

  /** All pages as they are now, for reading before the next write. */
  FrozenRows all() {
    int[] numbers = new int[pageCount()];
    Arrays.setAll(numbers, i -> i);
    return new FrozenRows(section, numbers, numbers.length, new byte[0], slabs, rows);
  }

  /** Appends a page of a snapshot. */
  void restorePage(long number, byte[] bytes) {
    ByteBuffer from = PageLayout.open(bytes);
    int count = PageLayout.rows(from);
    PageLayout.require(number == pageCount() && rows % PAGE_ROWS == 0, "page " + pageCount());
    PageLayout.require(
        count > 0 && count <= PAGE_ROWS && from.remaining() == count * ROW_WORDS * Long.BYTES,
        "1 to 64 whole rows");
    int first = append();
    PageLayout.getLongs(from, slab(first), offset(first), count * ROW_WORDS);
    rows += count - 1;
  }

  /** Bytes of heap held by the arrays, without copies for freezes. */
  long heapBytes() {
    int slabCount = (rows + SLAB_ROWS - 1) >>> SLAB_SHIFT;
    return HeapSize.ofReferences(slabs.length)
        + HeapSize.ofBytes(isChanged.length)
        + HeapSize.ofInts(changed.length)
        + slabCount * HeapSize.ofLongs(SLAB_ROWS * ROW_WORDS);
  }

  private void claim(int page) {
    for (int i = open.size() - 1; i >= 0; i--) {
      FrozenRows frozen = open.get(i);
      if (frozen.isClosed()) {
        open.remove(i);
      } else {
        frozen.saveBeforeWrite(page);
      }
    }
    isChanged[page] = CHANGED;
    if (changedCount == changed.length) {
      changed = Arrays.copyOf(changed, 2 * changedCount);
    }
    changed[changedCount++] = page;
  }

  private void addSlab() {
    int slab = rows >>> SLAB_SHIFT;
    if (slab == slabs.length) {
      slabs = Arrays.copyOf(slabs, 2 * slab);
      isChanged = Arrays.copyOf(isChanged, 2 * slab * SLAB_PAGES);
    }
    slabs[slab] = new long[SLAB_ROWS * ROW_WORDS];
  }
}
