package cbdc.simulator.app;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Completes the help of commands that leave something out: exit codes are those of the command
 * above, and a command that only has others shows their examples.
 */
final class WholeHelp {
  private WholeHelp() {}

  /** The command line itself, with whole help on every command. */
  static CommandLine of(CommandLine root) {
    complete(root, Map.of());
    return root;
  }

  private static void complete(CommandLine command, Map<String, String> exitCodesAbove) {
    UsageMessageSpec help = command.getCommandSpec().usageMessage();
    if (help.exitCodeList().isEmpty()) {
      help.exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodesAbove);
    }
    List<CommandLine> below = command.getSubcommands().values().stream().distinct().toList();
    below.forEach(one -> complete(one, help.exitCodeList()));
    if (help.footer().length == 0) {
      help.footerHeading("%nExamples:%n")
          .footer(below.stream().flatMap(WholeHelp::examples).toArray(String[]::new));
    }
  }

  /** What stands before the first empty line; notes come behind it. */
  private static Stream<String> examples(CommandLine command) {
    return Arrays.stream(command.getCommandSpec().usageMessage().footer())
        .takeWhile(line -> !line.isBlank());
  }
}
