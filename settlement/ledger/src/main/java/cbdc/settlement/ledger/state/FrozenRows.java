package cbdc.settlement.ledger.state;

import java.nio.ByteBuffer;

/** Pages of a {@link PagedRows} table as they were at a freeze: pointers to arrays that the table copies before it writes them again. */
final class FrozenRows implements FrozenPages {
  private final int section;
  private final int[] numbers;
  private final long[][] pages;
  private final int rowsOfTable;

  /**
   * Freezes pages.
   *
   * @param numbers page numbers; only as many as there are pages count
   * @param rowsOfTable rows in the whole table, which tell how many the last page has
   */
  FrozenRows(int section, int[] numbers, long[][] pages, int rowsOfTable) {
    this.section = section;
    this.numbers = numbers;
    this.pages = pages;
    this.rowsOfTable = rowsOfTable;
  }

  @Override
  public int section() {
    return section;
  }

  @Override
  public int count() {
    return pages.length;
  }

  @Override
  public long page(int i) {
    return numbers[i];
  }

  @Override
  public byte[] bytes(int i) {
    int rows = Math.min(PagedRows.PAGE_ROWS, rowsOfTable - numbers[i] * PagedRows.PAGE_ROWS);
    ByteBuffer page = PageLayout.start(0, 0, rows, rows * PagedRows.ROW_WORDS * Long.BYTES);
    PageLayout.putLongs(page, pages[i], 0, rows * PagedRows.ROW_WORDS);
    return page.array();
  }
}
