package cbdc.settlement.node.core;

/**
 * What one freeze of a state machine hands to the store: the pages changed since the previous
 * freeze, and the keys of the pages removed since. Read by one background thread while the state
 * machine goes on; the frozen content never changes.
 *
 * <p>A page is {@code (section, page, bytes)} with {@code section >= 0}, {@code page >= 0} and at
 * most {@value #PAGE_BYTES_MAX} bytes. The order in which pages are listed does not matter; a key
 * is listed once, either as changed or as removed. Which pages exist, and their bytes, must be a
 * function of the state alone, since replicas send each other parts of the same snapshot.
 */
public interface SnapshotSource extends AutoCloseable {
  /** Most bytes in one page. */
  int PAGE_BYTES_MAX = 64 * 1024;

  /**
   * Number of all pages of the frozen state, changed or not. Cheap, called on the group's thread.
   */
  int totalPages();

  /** Number of pages changed since the previous freeze. */
  int changedPages();

  /** Section of the changed page {@code i}, 0 &le; i &lt; {@link #changedPages()}. */
  int changedSection(int i);

  /** Page number, within its section, of the changed page {@code i}. */
  long changedPage(int i);

  /**
   * Bytes of the changed page {@code i} as they were at the freeze. May serialise; called on the
   * background thread.
   */
  byte[] changedBytes(int i);

  /** Number of pages that existed at the previous freeze and no longer do. */
  int removedPages();

  /** Section of the removed page {@code i}, 0 &le; i &lt; {@link #removedPages()}. */
  int removedSection(int i);

  /** Page number, within its section, of the removed page {@code i}. */
  long removedPage(int i);

  /**
   * No more reads follow: copies kept for this source may be dropped. Called once, on any thread.
   */
  @Override
  void close();
}
