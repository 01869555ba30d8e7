package cbdc.wallet.core;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param items in the list's order
 * @param next where the next part begins; empty when this was the last
 * @param asOf how far the lists' source had come
 */
public record Page<T>(List<T> items, Optional<String> next, List<AsOf> asOf) {
  public Page {
    items = List.copyOf(items);
    asOf = List.copyOf(asOf);
  }

  /**
   * Which part is wanted.
   *
   * @param limit most items, 1 to {@link #LIMIT_MAX}
   * @param cursor what an earlier page named as next; empty for the first
   */
  public record Request(int limit, Optional<String> cursor) {
    /** Most items of a page. */
    public static final int LIMIT_MAX = 500;
  }

  /** A cursor that no page ever named. */
  public static final class CursorInvalid extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For a cursor that cannot be read. */
    public CursorInvalid() {
      super("the cursor is not one that a page of this list named", null, false, false);
    }
  }
}
