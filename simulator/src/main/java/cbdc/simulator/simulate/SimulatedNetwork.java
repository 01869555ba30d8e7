package cbdc.simulator.simulate;

import java.util.HashSet;
import java.util.Set;

/**
 * Carries what processes tell each other: late, out of order, twice or not at all, as the faults of
 * the moment have it. Ends are named; a cut has a direction.
 */
final class SimulatedNetwork {
  private static final long DELAY_NANOS_MIN = 100_000;
  private static final long DELAY_NANOS_SPREAD = 900_000;
  private static final long LATE_NANOS_MAX = 6_000_000_000L;

  private record Way(String from, String to) {}

  private final VirtualTime time;
  private final Chance chance;
  private final Counters counters;
  private final Set<Way> cuts = new HashSet<>();
  private int lossPerMille;
  private int repeatPerMille;
  private long slowNanosMax;
  private int latePerMille;

  SimulatedNetwork(VirtualTime time, Chance chance, Counters counters) {
    this.time = time;
    this.chance = chance;
    this.counters = counters;
  }

  /** Nothing gets from one end to the other any more. */
  void cut(String from, String to) {
    cuts.add(new Way(from, to));
  }

  /** A cut is mended. */
  void mend(String from, String to) {
    cuts.remove(new Way(from, to));
  }

  /** So many of 1,000 messages are lost. */
  void lose(int perMille) {
    lossPerMille = perMille;
  }

  /** So many of 1,000 messages come twice, the second time up to seconds later. */
  void repeat(int perMille) {
    repeatPerMille = perMille;
  }

  /** Each message takes up to so much longer, and overtakes others. */
  void slow(long nanosMax) {
    slowNanosMax = nanosMax;
  }

  /** So many of 1,000 messages take seconds. */
  void delaySome(int perMille) {
    latePerMille = perMille;
  }

  /** All is well again. */
  void heal() {
    cuts.clear();
    lossPerMille = 0;
    repeatPerMille = 0;
    slowNanosMax = 0;
    latePerMille = 0;
  }

  /** Whether anything gets from one end to the other and back. */
  boolean isOpen(String a, String b) {
    return !cuts.contains(new Way(a, b)) && !cuts.contains(new Way(b, a));
  }

  /** Sends something; the delivery decides at its time whether anybody is there. */
  void send(String from, String to, Runnable delivery) {
    if (cuts.contains(new Way(from, to)) || (lossPerMille > 0 && chance.perMille(lossPerMille))) {
      counters.add(Counters.Count.MESSAGES_LOST);
      return;
    }
    time.after(delay(), delivery);
    if (repeatPerMille > 0 && chance.perMille(repeatPerMille)) {
      counters.add(Counters.Count.MESSAGES_REPEATED);
      time.after(delay() + chance.below(3_000_000_000L), delivery);
    }
  }

  private long delay() {
    long delay = DELAY_NANOS_MIN + chance.below(DELAY_NANOS_SPREAD);
    if (latePerMille > 0 && chance.perMille(latePerMille)) {
      delay += chance.below(LATE_NANOS_MAX);
    }
    return slowNanosMax == 0 ? delay : delay + chance.below(slowNanosMax);
  }
}
