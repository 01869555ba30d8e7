package cbdc.wallet.store;

import cbdc.wallet.core.AsOf;
import cbdc.wallet.core.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Cuts a list into pages. A page begins behind the last item of the one before, whatever was added
 * meanwhile: nothing is shown twice, and nothing that was there is left out.
 */
final class Pager {
  private final int limit;
  private final Optional<Cursor> after;
  private final List<AsOf> asOf;

  /**
   * For one request.
   *
   * @param owner whose list it is
   * @param asOf how far the list's source had come before it is read
   * @throws Page.CursorInvalid if the cursor is not one of this list
   */
  Pager(Page.Request request, Cursor.Listing list, long owner, List<AsOf> asOf) {
    this.limit = Math.clamp(request.limit(), 1, Page.Request.LIMIT_MAX);
    this.after = request.cursor().map(text -> Cursor.parse(text, list, owner));
    this.asOf = asOf;
  }

  /** Behind which place the page begins; empty for the first. */
  Optional<Cursor> after() {
    return after;
  }

  /** How many items to read: one more than fit, to see whether there is a next page. */
  int fetch() {
    return limit + 1;
  }

  /**
   * The page of what was read.
   *
   * @param behind the cursor behind the items shown, of which there is at least one
   */
  <T> Page<T> page(List<T> found, Function<List<T>, Cursor> behind) {
    if (found.size() <= limit) {
      return new Page<>(found, Optional.empty(), asOf);
    }
    List<T> items = found.subList(0, limit);
    return new Page<>(items, Optional.of(behind.apply(items).text()), asOf);
  }
}
