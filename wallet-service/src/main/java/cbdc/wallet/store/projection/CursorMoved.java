package cbdc.wallet.store.projection;

/** Somebody else projected the page, or a rebuild began: the cursors are to be read again. */
final class CursorMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CursorMoved() {
    super("the projection is not where it was left", null, false, false);
  }
}
