package cbdc.wallet.store.projection;

/**
 * The feed tells what cannot be, given what was projected before: the feed, the projection or the
 * program is wrong. Nothing of the page is projected.
 *
 * <p>Its text is logged, and served by the health probe: it names the rule and the place, never
 * accounts, amounts or notes. Who may see those finds them at the place.
 */
public final class FeedContradiction extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FeedContradiction(String rule) {
    super(rule);
  }

  private FeedContradiction(Place place, FeedContradiction rule) {
    super(place + ": " + rule.getMessage(), rule);
  }

  /** The same, with the place of the record that tells it. */
  FeedContradiction at(Place place) {
    return new FeedContradiction(place, this);
  }
}
