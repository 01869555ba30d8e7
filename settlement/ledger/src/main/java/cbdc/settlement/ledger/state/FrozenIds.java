package cbdc.settlement.ledger.state;

import cbdc.settlement.ledger.state.FrozenPages.FrozenPage;
import java.nio.ByteBuffer;

/**
 * A chunk of ids as it was at a freeze. Rows behind {@code rows} may be written by the state while
 * another thread reads the ones before.
 *
 * @param isResidue whether the chunk's window has passed
 * @param amounts null when no row had one
 */
record FrozenIds(
    long page, boolean isResidue, int rows, long[] ids, long[] outcomes, long[] amounts)
    implements FrozenPage {
  private static final int HAS_AMOUNTS = 1;
  private static final int IS_RESIDUE = 2;

  static FrozenIds of(IdChunk chunk, boolean isResidue) {
    return new FrozenIds(
        chunk.page, isResidue, chunk.rows, chunk.ids, chunk.outcomes, chunk.amounts);
  }

  @Override
  public byte[] bytes() {
    int columns = amounts == null ? 3 : 4;
    int flags = (amounts == null ? 0 : HAS_AMOUNTS) | (isResidue ? IS_RESIDUE : 0);
    byte[] bytes = new byte[PageLayout.HEADER_BYTES + rows * columns * Long.BYTES];
    ByteBuffer to = PageLayout.start(bytes, flags, 0, rows);
    PageLayout.putLongs(to, ids, 0, 2 * rows);
    PageLayout.putLongs(to, outcomes, 0, rows);
    if (amounts != null) {
      PageLayout.putLongs(to, amounts, 0, rows);
    }
    return bytes;
  }

  static FrozenIds read(long page, byte[] bytes) {
    ByteBuffer from = PageLayout.open(bytes);
    int rows = PageLayout.rows(from);
    PageLayout.require(rows > 0 && rows <= IdChunk.ROWS_MAX, "1 to " + IdChunk.ROWS_MAX + " ids");
    long[] ids = new long[2 * rows];
    PageLayout.getLongs(from, ids, 0, 2 * rows);
    long[] outcomes = new long[rows];
    PageLayout.getLongs(from, outcomes, 0, rows);
    long[] amounts = null;
    if ((PageLayout.flags(from) & HAS_AMOUNTS) != 0) {
      amounts = new long[rows];
      PageLayout.getLongs(from, amounts, 0, rows);
    }
    PageLayout.require(!from.hasRemaining(), "nothing behind the ids");
    return new FrozenIds(
        page, (PageLayout.flags(from) & IS_RESIDUE) != 0, rows, ids, outcomes, amounts);
  }
}
