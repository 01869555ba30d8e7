package cbdc.wallet.store.projection;

/**
 * The feed tells what cannot be, given what was projected before: the feed, the projection or the
 * program is wrong. Nothing of the page is projected.
 */
public final class FeedContradiction extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FeedContradiction(String what) {
    super(what);
  }
}
