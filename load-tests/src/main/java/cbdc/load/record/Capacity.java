package cbdc.load.record;

import java.util.List;
import java.util.Optional;

/**
 * What a search for a system's capacity came to.
 *
 * @param capacity requests a second; null when no rate was confirmed
 * @param limitedByInjector whether the injector, and not the system, missed the next rate
 * @param trials as they were made
 * @param audit of all of them
 */
public record Capacity(
    String scenario, Double capacity, boolean limitedByInjector, List<Trial> trials, Audit audit) {
  /** The phase in which a rate is tried for longer. */
  public static final String CONFIRMATION = "confirmation";

  /** Copies the list. */
  public Capacity {
    trials = List.copyOf(trials);
  }

  /**
   * A short run at a constant rate.
   *
   * @param phase of the search
   * @param rate requests a second that were planned
   * @param met whether the objectives were
   * @param answered requests a second
   * @param p99Millis from when due
   * @param injector whether it held the rate back, and not the system
   * @param folder where it is written down
   */
  public record Trial(
      int number,
      String phase,
      double rate,
      boolean met,
      double answered,
      double p99Millis,
      boolean injector,
      String folder) {}

  /** The trial that confirmed the capacity; empty when none did. */
  public Optional<Trial> confirmed() {
    return trials.stream()
        .filter(trial -> trial.met() && trial.phase().equals(CONFIRMATION))
        .findFirst();
  }
}
