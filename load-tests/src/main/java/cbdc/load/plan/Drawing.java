package cbdc.load.plan;

import cbdc.load.scenario.Scenario.Draw;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** Draws one of many as a scenario says. */
final class Drawing {
  /** After so many draws that do not fit, the next one in order that fits is taken. */
  private static final int DRAWS_MAX = 32;

  private final Draw draw;
  private final int count;
  private final double[] cumulative;

  Drawing(Draw draw, int count) {
    this.draw = draw;
    this.count = count;
    this.cumulative = draw instanceof Draw.Zipf zipf ? cumulative(zipf.exponent(), count) : null;
  }

  private static double[] cumulative(double exponent, int count) {
    double[] sums = new double[count];
    double sum = 0;
    for (int rank = 0; rank < count; rank++) {
      // StrictMath: the same on every machine, so that a seed means the same requests.
      sum += StrictMath.pow(rank + 1, -exponent);
      sums[rank] = sum;
    }
    return sums;
  }

  /** A number from 0. */
  int next(SplittableRandom random) {
    return switch (draw) {
      case Draw.Uniform ignored -> random.nextInt(count);
      case Draw.Zipf ignored -> {
        double ticket = random.nextDouble() * cumulative[count - 1];
        int found = Arrays.binarySearch(cumulative, ticket);
        yield Math.min(found >= 0 ? found + 1 : -found - 1, count - 1);
      }
      case Draw.Hotspot spot ->
          random.nextInt(100) < spot.percent()
              ? random.nextInt(Math.min(spot.among(), count))
              : random.nextInt(count);
    };
  }

  /** A number that fits, or any number where none does. */
  int next(SplittableRandom random, IntPredicate fits) {
    int drawn = next(random);
    for (int i = 0; i < DRAWS_MAX && !fits.test(drawn); i++) {
      drawn = next(random);
    }
    for (int i = 0; i < count; i++) {
      int candidate = (drawn + i) % count;
      if (fits.test(candidate)) {
        return candidate;
      }
    }
    return drawn;
  }
}
