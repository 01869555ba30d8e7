package cbdc.simulator.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The highest rate at which a system still meets its objectives: doubles it until it does not,
 * halves the distance until that is small, and confirms what it found by a longer trial.
 */
final class CapacitySearch {
  /** Longest distance, as a factor, between a rate that is met and one that is not. */
  private static final double PRECISION = 1.1;

  private static final double STEP_BACK = 0.9;
  private static final int CONFIRMATIONS_MAX = 4;
  private static final double RATE_MIN = 1;

  private final Trials trials;
  private final double rateMax;
  private final List<Trial> made = new ArrayList<>();

  /** Part of a search. */
  enum Phase {
    STEPS,
    BISECTION,
    CONFIRMATION
  }

  /**
   * A trial that was made.
   *
   * @param number from 1
   * @param rate requests a second
   * @param isMet whether the objectives were
   */
  record Trial(int number, Phase phase, double rate, boolean isMet) {}

  /** Makes trials. */
  interface Trials {
    /** Whether the objectives are met at a rate. */
    boolean isMet(int number, Phase phase, double rate) throws IOException, InterruptedException;
  }

  /**
   * A search.
   *
   * @param rateMax beyond it nothing is tried
   */
  CapacitySearch(Trials trials, double rateMax) {
    this.trials = trials;
    this.rateMax = rateMax;
  }

  /** All trials so far. */
  List<Trial> made() {
    return List.copyOf(made);
  }

  /**
   * Searches.
   *
   * @param first the rate to begin with
   * @return the highest rate that was confirmed; empty when none was
   */
  Optional<Double> run(double first) throws IOException, InterruptedException {
    double met = 0;
    double missed = 0;
    for (double rate = first; missed == 0 && rate <= rateMax; rate *= 2) {
      if (isMet(Phase.STEPS, rate)) {
        met = rate;
      } else {
        missed = rate;
      }
    }
    while (met == 0 && missed / 2 >= RATE_MIN) {
      if (isMet(Phase.STEPS, missed / 2)) {
        met = missed / 2;
      } else {
        missed /= 2;
      }
    }
    while (met > 0 && missed / met > PRECISION) {
      double between = Math.rint(Math.sqrt(met * missed));
      if (between <= met || between >= missed) {
        break;
      }
      if (isMet(Phase.BISECTION, between)) {
        met = between;
      } else {
        missed = between;
      }
    }
    return met == 0 ? Optional.empty() : confirmed(met);
  }

  private Optional<Double> confirmed(double met) throws IOException, InterruptedException {
    double rate = met;
    for (int i = 0; i < CONFIRMATIONS_MAX && rate >= RATE_MIN; i++) {
      if (isMet(Phase.CONFIRMATION, rate)) {
        return Optional.of(rate);
      }
      rate = Math.floor(rate * STEP_BACK);
    }
    return Optional.empty();
  }

  private boolean isMet(Phase phase, double rate) throws IOException, InterruptedException {
    int number = made.size() + 1;
    boolean isMet = trials.isMet(number, phase, rate);
    made.add(new Trial(number, phase, rate, isMet));
    return isMet;
  }
}
