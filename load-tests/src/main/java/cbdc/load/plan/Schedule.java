package cbdc.load.plan;

import cbdc.load.scenario.Scenario.Phase;
import java.util.List;

/** How many requests are due in each second of a run. */
public final class Schedule {
  private final List<Phase> phases;
  private final int seconds;

  /** A schedule of these phases, one after the other. */
  public Schedule(List<Phase> phases) {
    this.phases = List.copyOf(phases);
    this.seconds = (int) phases.stream().mapToLong(Phase::seconds).sum();
  }

  /** Length of the run. */
  public int seconds() {
    return seconds;
  }

  /** Requests that are due from this second's begin to the next one's. */
  public int due(int second) {
    return (int) (dueBefore(second + 1) - dueBefore(second));
  }

  /** The rate that is meant at a moment, requests a second. */
  public double rateAt(int second) {
    long begin = 0;
    for (Phase phase : phases) {
      if (second < begin + phase.seconds()) {
        return phase.from()
            + (phase.to() - phase.from()) * (second + 0.5 - begin) / phase.seconds();
      }
      begin += phase.seconds();
    }
    return 0;
  }

  /**
   * Requests that are due before a moment; rounded down as a whole, so that fractions of a request
   * add up over the seconds.
   *
   * @param second since the begin of the run
   */
  public long dueBefore(double second) {
    double due = 0;
    long begin = 0;
    for (Phase phase : phases) {
      double in = Math.clamp(second - begin, 0, (double) phase.seconds());
      due += in * (phase.from() + (phase.to() - phase.from()) * in / phase.seconds() / 2);
      begin += phase.seconds();
    }
    // Sums of thirds and the like fall a hair short of the whole number that is meant.
    return (long) (due + 1e-6);
  }
}
