package cbdc.simulator.drill.backups;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.Numbers;
import cbdc.simulator.console.QuietLogs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc drill backups}. */
@Command(
    name = "backups",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Count acknowledged writes that a Hazelcast map with synchronous backups loses: why the ledger does not lie in one.",
      "",
      "Three members in processes of their own, a client with default settings, balances to which 1 is added; then a member is killed"
          + " (kill -9), or two shortly after each other, or one stands still for 20 s (SIGSTOP). Nothing of the ledger takes part."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./cbdc drill backups --rounds 3      about five minutes"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:it was counted, whatever was lost",
      "  1:failed, for example a member did not start",
      "  2:wrong usage",
      "130:interrupted by Ctrl-C; members are ended",
    })
public final class BackupsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often each fault happens, each time to a new cluster (default 1).")
  private int rounds;

  @Option(
      names = "--backups",
      paramLabel = "N",
      defaultValue = "1",
      description = "Synchronous backups of the map, 1 or 2 (default 1).")
  private int backups;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON; - for standard output.")
  private String json;

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || backups < 1 || backups > 2) {
      throw CommandFailure.usage("--rounds: expected 1 or more; --backups: expected 1 or 2");
    }
    QuietLogs.untilToldOtherwise();
    JsonOutput output = JsonOutput.to(json, spec.commandLine().getOut());
    PrintWriter people = output.forPeople(spec.commandLine().getErr());
    return DirectoryRun.of(
        "--dir",
        "cbdc-backups",
        Optional.<Path>empty(),
        run -> {
          List<BackupsTrial.Result> results = new ArrayList<>();
          people.println("| what happens | backups | acknowledged | failed | lost, at least |");
          people.println("|---|--:|--:|--:|--:|");
          for (BackupsTrial.Fault fault : BackupsTrial.Fault.values()) {
            for (int round = 0; round < rounds; round++) {
              BackupsTrial.Result result = BackupsTrial.run(fault, backups, run.dir());
              results.add(result);
              print(result, people);
            }
          }
          output.write(results);
        });
  }

  private static void print(BackupsTrial.Result result, PrintWriter people) {
    people.printf(
        "| %s | %d | %s | %s | %d |%n",
        result.what(),
        result.backups(),
        Numbers.grouped(result.acknowledged()),
        Numbers.grouped(result.failed()),
        result.lost());
    people.flush();
  }
}
