package cbdc.load.scenario;

import java.util.Collection;

/** The valid word that somebody may have meant. */
final class Nearest {
  private Nearest() {}

  /** The word that begins so, or with the fewest letters changed; null when none is near. */
  static String of(String wrong, Collection<String> words) {
    String nearest = null;
    int least = Math.max(2, wrong.length() / 2) + 1;
    for (String word : words.stream().sorted().toList()) {
      int distance = word.startsWith(wrong) ? 1 : distance(wrong, word);
      if (distance < least) {
        least = distance;
        nearest = word;
      }
    }
    return nearest;
  }

  /** Letters to insert, remove or replace (Levenshtein, 1965). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
