package cbdc.settlement.ledger.state;

import java.util.List;

/**
 * What one freeze hands out: the pages changed since the previous freeze, as they were, and the
 * keys of the pages removed since. Read by one other thread while the state goes on. A key is
 * listed once, changed or removed.
 */
public final class Frozen implements AutoCloseable {
  /** Keys of removed pages of one section. */
  record Removed(int section, long[] pages) {}

  private final int generation;
  private final int totalPages;
  private final int changedPages;
  private final int removedPages;
  private List<FrozenPages> changed;
  private List<Removed> removed;
  private volatile boolean isClosed;

  Frozen(int generation, int totalPages, List<FrozenPages> changed, List<Removed> removed) {
    this.generation = generation;
    this.totalPages = totalPages;
    this.changed = changed;
    this.removed = removed;
    this.changedPages = changed.stream().mapToInt(FrozenPages::count).sum();
    this.removedPages = removed.stream().mapToInt(r -> r.pages().length).sum();
  }

  /** Number of all pages of the frozen state, changed or not. */
  public int totalPages() {
    return totalPages;
  }

  /** Number of pages changed since the previous freeze. */
  public int changedPages() {
    return changedPages;
  }

  /** Section of the i-th changed page. */
  public int changedSection(int i) {
    int at = i;
    for (FrozenPages pages : changed) {
      if (at < pages.count()) {
        return pages.section();
      }
      at -= pages.count();
    }
    throw new IndexOutOfBoundsException(i);
  }

  /** Number, within its section, of the i-th changed page. */
  public long changedPage(int i) {
    int at = i;
    for (FrozenPages pages : changed) {
      if (at < pages.count()) {
        return pages.page(at);
      }
      at -= pages.count();
    }
    throw new IndexOutOfBoundsException(i);
  }

  /** Bytes of the i-th changed page as they were at the freeze. Serialises at each call. */
  public byte[] changedBytes(int i) {
    int at = i;
    for (FrozenPages pages : changed) {
      if (at < pages.count()) {
        return pages.bytes(at);
      }
      at -= pages.count();
    }
    throw new IndexOutOfBoundsException(i);
  }

  /** Number of pages that existed at the previous freeze and no longer do. */
  public int removedPages() {
    return removedPages;
  }

  /** Section of the i-th removed page. */
  public int removedSection(int i) {
    int at = i;
    for (Removed keys : removed) {
      if (at < keys.pages().length) {
        return keys.section();
      }
      at -= keys.pages().length;
    }
    throw new IndexOutOfBoundsException(i);
  }

  /** Number, within its section, of the i-th removed page. */
  public long removedPage(int i) {
    int at = i;
    for (Removed keys : removed) {
      if (at < keys.pages().length) {
        return keys.pages()[at];
      }
      at -= keys.pages().length;
    }
    throw new IndexOutOfBoundsException(i);
  }

  /**
   * No more reads follow: from now on changed pages need not be copied for this freeze. On any
   * thread.
   */
  @Override
  public void close() {
    changed.forEach(FrozenPages::close);
    changed = List.of();
    removed = List.of();
    // Last: the state may write in place what other tables shared as soon as it sees this.
    isClosed = true;
  }

  boolean isClosed() {
    return isClosed;
  }

  int generation() {
    return generation;
  }
}
