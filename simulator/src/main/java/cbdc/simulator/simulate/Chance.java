package cbdc.simulator.simulate;

import java.util.List;
import java.util.Random;

/** The only source of chance of a simulation: the same seed, the same draws. */
final class Chance {
  private final Random random;

  Chance(long seed) {
    // Neighbouring seeds of java.util.Random begin alike.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
  }

  /** A source of its own, so that what one part draws does not shift another's draws. */
  Chance fork() {
    return new Chance(random.nextLong());
  }

  /** For parts that ask for one. */
  Random random() {
    return random;
  }

  /** 0 to {@code bound} - 1. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** 0 to {@code bound} - 1. */
  long below(long bound) {
    return random.nextLong(bound);
  }

  /** From low to high, both included. */
  long between(long low, long high) {
    return low + random.nextLong(high - low + 1);
  }

  /** True so often in 1,000. */
  boolean perMille(int often) {
    return random.nextInt(1_000) < often;
  }

  /** One of a list. */
  <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
