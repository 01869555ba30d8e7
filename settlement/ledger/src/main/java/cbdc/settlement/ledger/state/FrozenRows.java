package cbdc.settlement.ledger.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Pages of a {@link PagedRows} table as they were at a freeze. The table goes on writing its rows
 * in place; before it first writes a page that is held here, it saves the content. The reader takes
 * the saved content where there is one. Where there is none it reads the table itself, and
 * afterwards looks again: if the page was saved meanwhile, what was read may be torn and is
 * dropped.
 */
final class FrozenRows implements FrozenPages {
  private static final VarHandle SAVED = MethodHandles.arrayElementVarHandle(long[][].class);

  private final int section;
  private final int[] numbers;
  private final int count;
  private final byte[] isHeld;
  private final long[][] slabs;
  private final int rowsOfTable;

  /** By page; null where the table still has the frozen content. */
  private final long[][] saved;

  private volatile boolean isClosed;

  /**
   * Freezes pages.
   *
   * @param numbers page numbers, {@code count} of them
   * @param isHeld by page: not 0 for these pages; empty when nothing will be written before this is
   *     read
   * @param slabs the table's rows
   * @param rowsOfTable rows in the whole table, which tell how many the last page has
   */
  FrozenRows(
      int section, int[] numbers, int count, byte[] isHeld, long[][] slabs, int rowsOfTable) {
    this.section = section;
    this.numbers = numbers;
    this.count = count;
    this.isHeld = isHeld;
    this.slabs = slabs;
    this.rowsOfTable = rowsOfTable;
    this.saved = new long[isHeld.length][];
  }

  @Override
  public int section() {
    return section;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public long page(int i) {
    return numbers[i];
  }

  @Override
  public byte[] bytes(int i) {
    int page = numbers[i];
    long[] copy = savedPage(page);
    if (copy == null) {
      byte[] bytes =
          serialise(
              page,
              slabs[page / PagedRows.SLAB_PAGES],
              page % PagedRows.SLAB_PAGES * PagedRows.PAGE_WORDS);
      // What was read above must not be later than what is looked up below.
      VarHandle.loadLoadFence();
      copy = savedPage(page);
      if (copy == null) {
        return bytes;
      }
    }
    return serialise(page, copy, 0);
  }

  @Override
  public void close() {
    isClosed = true;
  }

  boolean isClosed() {
    return isClosed;
  }

  /**
   * Called on the state's thread before the table writes a page for the first time since its last
   * freeze.
   */
  void saveBeforeWrite(int page) {
    if (page < isHeld.length && isHeld[page] != 0 && saved[page] == null) {
      int from = page % PagedRows.SLAB_PAGES * PagedRows.PAGE_WORDS;
      long[] copy =
          Arrays.copyOfRange(slabs[page / PagedRows.SLAB_PAGES], from, from + PagedRows.PAGE_WORDS);
      SAVED.setRelease(saved, page, copy);
      // The reader must see the copy before it can see any of the writes that follow.
      VarHandle.storeStoreFence();
    }
  }

  private long[] savedPage(int page) {
    return page < saved.length ? (long[]) SAVED.getAcquire(saved, page) : null;
  }

  private byte[] serialise(int number, long[] words, int from) {
    int rows = Math.min(PagedRows.PAGE_ROWS, rowsOfTable - number * PagedRows.PAGE_ROWS);
    byte[] bytes = new byte[PageLayout.HEADER_BYTES + rows * PagedRows.ROW_WORDS * Long.BYTES];
    PageLayout.putLongs(
        PageLayout.start(bytes, 0, 0, rows), words, from, rows * PagedRows.ROW_WORDS);
    return bytes;
  }
}
