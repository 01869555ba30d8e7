package cbdc.simulator.bench;

import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.QuietLogs;
import cbdc.simulator.machine.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc bench http}. */
@Command(
    name = "http",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Payments per second over HTTP, from people's wallets to merchants, each settled before the reply.",
      "",
      "First as many as the connections carry (closed model), or at a given rate (open model): then latency counts from when a payment should"
          + " have begun. Payments go to this machine only."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc bench http --half                             throughput, and latency at half of it",
      "  ./cbdc bench http --rate 5000                        latency at a given rate",
      "  ./cbdc bench http --run data/run/run.json --rate 500 in a system that runs",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:measured",
      "  1:failed, for example a service that cannot be reached or ended by itself",
      "  2:wrong usage",
      "130:interrupted by Ctrl-C; what was started is stopped and temporary data is deleted",
    })
final class BenchHttpCommand implements Callable<Integer> {
  private static final int CONNECTIONS_MAX = 10_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--run",
      paramLabel = "FILE",
      description =
          "Pay in a system that runs: what './cbdc run' wrote about its banks, run.json in its data directory (default: a system of its own).")
  private Path run;

  @Option(
      names = "--wallets",
      paramLabel = "N",
      description = "People of the system of its own (default 1000).")
  private Integer wallets;

  @Option(
      names = "--merchants",
      paramLabel = "N",
      description = "Merchants of the system of its own (default 20).")
  private Integer merchants;

  @Option(
      names = "--shards",
      paramLabel = "S",
      description = "Shards of the system of its own (default 16).")
  private Integer shards;

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      description =
          "Heap of each process of the system of its own, MiB (default: all together two fifths of the memory).")
  private Long heapMib;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "Connections, each with at most one payment under way (default 64).")
  private int connections;

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
      description = "Seconds of load that do not count, before the rest (default 20).")
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

  @Option(
      names = "--reply-limit",
      paramLabel = "T",
      defaultValue = "30",
      description = "Seconds until a payment without a reply counts as unknown (default 30).")
  private int replyLimit;

  @Mixin private BenchOutput output;

  @Override
  public Integer call() throws Exception {
    HttpBenchmark.Settings settings = settings();
    HttpSystem.Settings own = ownSystem();
    HttpTarget target = run == null ? null : HttpTarget.read(run);
    QuietLogs.untilToldOtherwise();
    JsonOutput json = JsonOutput.to(output.json, spec.commandLine().getOut());
    PrintWriter people = json.forPeople(spec.commandLine().getErr());
    return DirectoryRun.of(
        "--data",
        "cbdc-bench",
        Optional.ofNullable(output.data),
        bench -> {
          HttpBenchmark benchmark = new HttpBenchmark(settings, people);
          json.write(
              target == null
                  ? benchmark.measure(own, bench)
                  : benchmark.measure(target, bench.dir()));
        });
  }

  private HttpSystem.Settings ownSystem() {
    boolean isOwn = wallets != null || merchants != null || shards != null || heapMib != null;
    NodeBenchmark.require(
        run == null || !isOwn, "--wallets, --merchants, --shards, --heap: expected without --run");
    HttpSystem.Settings own =
        new HttpSystem.Settings(
            shards == null ? 16 : shards,
            heapMib == null ? Machine.heapMib(2) : heapMib,
            wallets == null ? 1_000 : wallets,
            merchants == null ? 20 : merchants);
    NodeBenchmark.require(
        own.wallets() >= 1 && own.merchants() >= 1, "--wallets, --merchants: expected 1 or more");
    NodeBenchmark.require(own.shards() >= 2 && own.shards() <= 256, "--shards: expected 2 to 256");
    NodeBenchmark.require(own.heapMib() >= 128, "--heap: expected 128 MiB or more");
    return own;
  }

  private HttpBenchmark.Settings settings() {
    NodeBenchmark.require(
        connections >= 1 && connections <= CONNECTIONS_MAX,
        "--connections: expected 1 to " + CONNECTIONS_MAX + " but got " + connections);
    NodeBenchmark.require(
        rate == null || rate >= 1, "--rate: expected 1 or more payments per second");
    NodeBenchmark.require(rate == null || !half, "--rate and --half: expected one of them");
    NodeBenchmark.require(
        rounds >= 1 && seconds >= 1 && warmUp >= 1 && replyLimit >= 1,
        "--warm-up, --rounds, --seconds, --reply-limit: expected 1 or more");
    return new HttpBenchmark.Settings(
        connections,
        Optional.ofNullable(rate),
        half,
        warmUp,
        rounds,
        seconds,
        Duration.ofSeconds(replyLimit));
  }
}
