package cbdc.settlement.node.core;

/**
 * Walks all pages of one complete snapshot in ascending order of (section, page). Used by one
 * thread.
 *
 * <p>Content is verified against the stored hashes while reading; a mismatch is a damaged store and
 * thrown as an unchecked exception that names shard, section and page.
 */
public interface SnapshotReader extends AutoCloseable {
  /** Number of pages in the snapshot. */
  int totalPages();

  /** Moves to the next page; false after the last one. */
  boolean next();

  /** Section of the current page. */
  int section();

  /** Number of the current page within its section. */
  long page();

  /** Bytes of the current page; the caller may keep the array. */
  byte[] bytes();

  /** Releases what the walk holds. */
  @Override
  void close();
}
