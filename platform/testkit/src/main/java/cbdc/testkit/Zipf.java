package cbdc.testkit;

import java.util.Arrays;

/**
 * Draws ranks 0 to n - 1 where rank k comes up in proportion to 1 / (k + 1)^exponent: a few hot
 * accounts, many cold.
 */
public final class Zipf {
  private final double[] cumulative;

  /**
   * A distribution over that many ranks.
   *
   * @param exponent 0 is uniform, about 1 is typical, above that a few ranks take nearly all
   */
  public Zipf(int ranks, double exponent) {
    if (ranks < 1) {
      throw new IllegalArgumentException("a draw needs at least one rank, not " + ranks);
    }
    cumulative = new double[ranks];
    double sum = 0;
    for (int rank = 0; rank < ranks; rank++) {
      sum += Math.pow(rank + 1, -exponent);
      cumulative[rank] = sum;
    }
  }

  /** A rank from 0. */
  public int draw(SeededRandom random) {
    double ticket = random.fraction() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, ticket);
    return Math.min(found >= 0 ? found + 1 : -found - 1, cumulative.length - 1);
  }
}
