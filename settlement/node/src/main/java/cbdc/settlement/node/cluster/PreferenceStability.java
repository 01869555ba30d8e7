package cbdc.settlement.node.cluster;

import java.util.Optional;

/**
 * Lets a preference count only after it stood unchanged for a while, so that leadership does not
 * follow a cluster that is still settling. Pure state; not for several threads.
 */
public final class PreferenceStability {

  private final long standMillis;
  private Optional<String> preferred = Optional.empty();
  private long sinceMillis;

  /** Takes how long a preference must stand, in milliseconds. */
  public PreferenceStability(long standMillis) {
    this.standMillis = standMillis;
  }

  /**
   * Takes what is preferred now.
   *
   * @param nowMillis a clock that never goes back
   * @return the preferred node if it has been the preferred one long enough
   */
  public Optional<String> observe(Optional<String> now, long nowMillis) {
    if (!now.equals(preferred)) {
      preferred = now;
      sinceMillis = nowMillis;
    }
    return nowMillis - sinceMillis >= standMillis ? preferred : Optional.empty();
  }
}
