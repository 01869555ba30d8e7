package cbdc.settlement.ledger.state;

/**
 * What one freeze hands out: the pages changed since the previous freeze, as they were, and the keys of the pages removed since. Read by one
 * other thread while the state goes on. A key is listed once, changed or removed.
 */
public final class Frozen implements AutoCloseable {
  private final int generation;
  private volatile boolean isClosed;

  Frozen(int generation) {
    this.generation = generation;
  }

  /** Number of all pages of the frozen state, changed or not. */
  public int totalPages() {
    return 0;
  }

  /** Number of pages changed since the previous freeze. */
  public int changedPages() {
    return 0;
  }

  /** Section of the i-th changed page. */
  public int changedSection(int i) {
    throw new IndexOutOfBoundsException(i);
  }

  /** Number, within its section, of the i-th changed page. */
  public long changedPage(int i) {
    throw new IndexOutOfBoundsException(i);
  }

  /** Bytes of the i-th changed page as they were at the freeze. */
  public byte[] changedBytes(int i) {
    throw new IndexOutOfBoundsException(i);
  }

  /** Number of pages that existed at the previous freeze and no longer do. */
  public int removedPages() {
    return 0;
  }

  /** Section of the i-th removed page. */
  public int removedSection(int i) {
    throw new IndexOutOfBoundsException(i);
  }

  /** Number, within its section, of the i-th removed page. */
  public long removedPage(int i) {
    throw new IndexOutOfBoundsException(i);
  }

  /** No more reads follow: changed pages need not be copied for this freeze any more. On any thread. */
  @Override
  public void close() {
    isClosed = true;
  }

  boolean isClosed() {
    return isClosed;
  }

  int generation() {
    return generation;
  }
}
