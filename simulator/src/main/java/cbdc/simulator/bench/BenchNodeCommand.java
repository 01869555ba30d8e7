package cbdc.simulator.bench;

import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.QuietLogs;
import cbdc.simulator.machine.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc bench node}. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Settled payments per second through the client, each commit synced to disk by a majority.",
      "",
      "Random payments between wallets of all shards, so nearly all cross from one shard to another. First as many as a bounded window lets"
          + " through (closed model), or at a given rate (open model): then latency counts from when a payment should have begun."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc bench node --rounds 5                        one node, in this process",
      "  ./cbdc bench node --nodes 3 --processes --half      and latency at half of it",
      "  ./cbdc bench node --processes --rate 40000          latency at a given rate",
      "  ./cbdc bench node --processes --accounts 10000,10000000",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:measured",
      "  1:failed, for example a node ended by itself; the message names its log",
      "  2:wrong usage",
      "130:interrupted by Ctrl-C; nodes are stopped and temporary data is deleted",
    })
final class BenchNodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Nodes: 1, 3, 5 … (default 1).")
  private int nodes;

  @Option(
      names = "--processes",
      description =
          "Run each node in a process of its own, as 'cbdc node start' does; the driver stays in this one.")
  private boolean inProcesses;

  @Option(
      names = "--node-heap",
      paramLabel = "MIB",
      description =
          "Heap of each node's process, MiB (default: all together two fifths of the memory).")
  private Long heapMib;

  @Option(
      names = "--accounts",
      paramLabel = "N[,N…]",
      split = ",",
      defaultValue = "10000",
      description =
          "Funded wallets (default 10000); several numbers are measured one after another, each on a cluster of its own.")
  private List<Integer> accounts;

  @Option(
      names = "--shards",
      paramLabel = "S",
      defaultValue = "16",
      description = "Shards (default 16).")
  private int shards;

  @Option(
      names = "--window",
      paramLabel = "P",
      defaultValue = "60000",
      description = "Most payments under way (default 60000).")
  private int window;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Measure latency only, with R payments begun per second.")
  private Long rate;

  @Option(
      names = "--half",
      description = "After the throughput measure latency at half of its median.")
  private boolean half;

  @Option(
      names = "--warm-up",
      paramLabel = "T",
      defaultValue = "20",
      description =
          "Seconds of load that do not count, before the rest (default 20): nodes of their own compile their code first.")
  private int warmUp;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measured rounds (default 5).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "T",
      defaultValue = "10",
      description =
          "Seconds a round (default 10); latency is measured as long as all rounds together.")
  private int seconds;

  @Mixin private BenchOutput output;

  @Override
  public Integer call() throws Exception {
    NodeBenchmark.Settings settings = settings();
    QuietLogs.untilToldOtherwise();
    JsonOutput json = JsonOutput.to(output.json, spec.commandLine().getOut());
    PrintWriter people = json.forPeople(spec.commandLine().getErr());
    return DirectoryRun.of(
        "--data",
        "cbdc-bench",
        Optional.ofNullable(output.data),
        run -> json.write(new NodeBenchmark(run, settings, people).measure()));
  }

  private NodeBenchmark.Settings settings() {
    NodeBenchmark.require(
        nodes >= 1 && nodes % 2 == 1 && nodes <= 9,
        "--nodes: expected 1, 3, 5, 7 or 9 but got " + nodes);
    NodeBenchmark.require(
        accounts.stream().allMatch(count -> count >= 2), "--accounts: expected 2 or more");
    NodeBenchmark.require(
        accounts.stream().distinct().count() == accounts.size(),
        "--accounts: expected each number once");
    NodeBenchmark.require(
        window >= 1 && window <= 60_000, "--window: expected 1 to 60000 but got " + window);
    NodeBenchmark.require(
        rate == null || rate >= 1, "--rate: expected 1 or more payments per second");
    NodeBenchmark.require(rate == null || !half, "--rate and --half: expected one of them");
    NodeBenchmark.require(
        rounds >= 1 && seconds >= 1 && warmUp >= 1,
        "--warm-up, --rounds, --seconds: expected 1 or more");
    NodeBenchmark.require(
        heapMib == null || inProcesses, "--node-heap: expected together with --processes");
    NodeBenchmark.require(
        heapMib == null || heapMib >= 128, "--node-heap: expected 128 MiB or more");
    return new NodeBenchmark.Settings(
        nodes,
        inProcesses
            ? Optional.of(heapMib == null ? Machine.heapMib(nodes) : heapMib)
            : Optional.empty(),
        shards,
        accounts,
        window,
        Optional.ofNullable(rate),
        half,
        warmUp,
        rounds,
        seconds);
  }
}
