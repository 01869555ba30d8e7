package cbdc.simulator.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Answers a wrong command line with what was wrong, the nearest valid word, and where to find help.
 */
final class WrongUsage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    var err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String nearest = nearest(command, unmatched.getUnmatched().getFirst());
      if (nearest != null) {
        err.println("Did you mean: " + nearest + "?");
      }
    }
    err.println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  /**
   * The valid option or subcommand that takes the fewest edits to reach, or null where none is
   * near.
   */
  private static String nearest(CommandLine command, String word) {
    String best = null;
    int bestEdits = Math.max(2, word.length() / 2) + 1;
    for (String valid : validWords(command, word.startsWith("-"))) {
      int edits = edits(word, valid);
      if (edits < bestEdits) {
        bestEdits = edits;
        best = valid;
      }
    }
    return best;
  }

  private static List<String> validWords(CommandLine command, boolean option) {
    return option
        ? command.getCommandSpec().options().stream()
            .flatMap(spec -> List.of(spec.names()).stream())
            .toList()
        : List.copyOf(command.getSubcommands().keySet());
  }

  /**
   * Levenshtein distance: the single-letter insertions, deletions and changes between two words.
   */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
