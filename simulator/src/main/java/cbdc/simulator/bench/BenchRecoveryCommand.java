package cbdc.simulator.bench;

import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.QuietLogs;
import cbdc.simulator.machine.Machine;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc bench recovery}. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How long a node takes from the start of its process until every shard answers a read from its leader.",
      "",
      "Opens accounts through the client, lets payments run, stops the node and starts it again; then the same with a kill."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc bench recovery --accounts 1000000")
final class BenchRecoveryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Funded wallets (default 1000000).")
  private int accounts;

  @Option(
      names = "--shards",
      paramLabel = "S",
      defaultValue = "16",
      description = "Shards (default 16).")
  private int shards;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many stops and how many kills (default 3).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "T",
      defaultValue = "5",
      description = "Seconds of payments before each (default 5).")
  private int seconds;

  @Option(
      names = "--node-heap",
      paramLabel = "MIB",
      description = "Heap of the node's process, MiB (default: two fifths of the memory).")
  private Long heapMib;

  @Mixin private BenchOutput output;

  @Override
  public Integer call() throws Exception {
    NodeBenchmark.require(accounts >= 2, "--accounts: expected 2 or more");
    NodeBenchmark.require(rounds >= 1 && seconds >= 1, "--rounds, --seconds: expected 1 or more");
    NodeBenchmark.require(
        heapMib == null || heapMib >= 128, "--node-heap: expected 128 MiB or more");
    RecoveryBenchmark.Settings settings =
        new RecoveryBenchmark.Settings(
            accounts, shards, heapMib == null ? Machine.heapMib(1) : heapMib, rounds, seconds);
    QuietLogs.untilToldOtherwise();
    JsonOutput json = JsonOutput.to(output.json, spec.commandLine().getOut());
    PrintWriter people = json.forPeople(spec.commandLine().getErr());
    return DirectoryRun.of(
        "--data",
        "cbdc-bench",
        Optional.ofNullable(output.data),
        run -> json.write(new RecoveryBenchmark(run, settings, people).measure()));
  }
}
