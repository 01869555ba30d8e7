package cbdc.settlement.ledger.state;

import java.util.Arrays;

/**
 * One page of a snapshot.
 *
 * @param section table: 1 totals, registry and channel heads, 2 accounts, 3 holds, 4 ids, 5 outbox
 *     groups
 * @param page number within the section, not negative
 * @param bytes content, at most 64 KiB; not copied, never changed
 */
public record Page(int section, long page, byte[] bytes) {
  /** Most bytes in a page. */
  public static final int BYTES_MAX = 64 * 1024;

  @Override
  public boolean equals(Object other) {
    return other instanceof Page that
        && section == that.section
        && page == that.page
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * section + Long.hashCode(page);
  }

  @Override
  public String toString() {
    return "Page[" + section + "/" + page + ", " + bytes.length + " bytes]";
  }
}
