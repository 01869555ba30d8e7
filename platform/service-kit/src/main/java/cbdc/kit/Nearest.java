package cbdc.kit;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
public final class Nearest {
  private static final int PREFIX_LENGTH_MIN = 3;

  private Nearest() {}

  /**
   * The valid word that takes the fewest changes to reach, or empty if none is reasonably near:
   * more than a third of the word, and more than two letters, would have to change. A word that was
   * only cut short is always near.
   */
  public static Optional<String> to(String wrong, Collection<String> valid) {
    return valid.stream()
        .min(
            Comparator.comparingInt((String word) -> cost(wrong, word)).thenComparing(word -> word))
        .filter(word -> cost(wrong, word) <= Math.max(2, word.length() / 3));
  }

  /** A sentence to add to a refusal: {@code "; did you mean 'x'?"}, or nothing. */
  public static String suggestion(String wrong, Collection<String> valid) {
    return to(wrong, valid).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  private static int cost(String wrong, String word) {
    boolean cutShort = wrong.length() >= PREFIX_LENGTH_MIN && word.startsWith(wrong);
    return cutShort ? 1 : distance(wrong, word);
  }

  /** Letters to insert, delete, replace or swap with their neighbour, ignoring case. */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = cell(a, b, cost, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cell(String a, String b, int[][] cost, int i, int j) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
