package cbdc.load.report;

import java.util.Arrays;

/**
 * Whether two small samples differ by more than chance: the rank-sum test of Mann and Whitney
 * (1947), two-sided, exact, by going through every way in which the ranks could have fallen. Equal
 * values share their ranks.
 */
final class RankTest {
  /** At most so many values in both samples together: 184,756 ways. */
  static final int VALUES_MAX = 20;

  private final double[] ranks;
  private final int size;
  private final double expected;
  private final double distance;
  private long ways;
  private long asFar;

  private RankTest(double[] ranks, int size) {
    this.ranks = ranks;
    this.size = size;
    this.expected = size * (ranks.length + 1) / 2.0;
    this.distance = Math.abs(Arrays.stream(ranks, 0, size).sum() - expected);
  }

  /**
   * The chance of ranks as far apart as these, were there no difference: 0 to 1.
   *
   * @throws IllegalArgumentException when there are more than {@value #VALUES_MAX} values
   */
  static double chance(double[] one, double[] other) {
    if (one.length + other.length > VALUES_MAX) {
      throw new IllegalArgumentException("more than " + VALUES_MAX + " runs in two groups");
    }
    double[] all = new double[one.length + other.length];
    System.arraycopy(one, 0, all, 0, one.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    RankTest test = new RankTest(ranks(all), one.length);
    test.choose(0, 0, 0);
    return (double) test.asFar / test.ways;
  }

  private static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (double other : values) {
        ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
      }
      ranks[i] += 0.5;
    }
    return ranks;
  }

  private void choose(int from, int chosen, double sum) {
    if (chosen == size) {
      ways++;
      asFar += Math.abs(sum - expected) >= distance - 1e-9 ? 1 : 0;
      return;
    }
    for (int i = from; i <= ranks.length - (size - chosen); i++) {
      choose(i + 1, chosen + 1, sum + ranks[i]);
    }
  }
}
