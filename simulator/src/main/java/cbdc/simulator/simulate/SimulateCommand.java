package cbdc.simulator.simulate;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.Numbers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./cbdc simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Run a whole settlement cluster in virtual time, break it, and check every promise.",
      "",
      "Ledger, client, proposer, courier, store, recovery and Raft are the real ones; network, disks, clocks and the grid"
          + " are simulated and fail by the seed. The same seed gives the same run."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc simulate --seed 7 --nodes 3 --hours 1     one seed",
      "  ./cbdc simulate --seeds 10000 --resume seeds.csv  many; Ctrl-C, and the same command goes on",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:every promise held",
      "  1:a fault of the machine, or a bug of the simulation",
      "  2:wrong usage",
      "  3:a promise was broken; the output names it and the command that shows it again",
      "130:interrupted; what was done is in the file of --resume",
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final double HOURS_MAX = 10_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int COMMANDS_PER_HOUR = 12_000;
  private static final int FAULTS_PER_HOUR = 36;
  private static final int FAULTS_MIN = 3;
  private static final int LOG_LINES_SHOWN_MAX = 120;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed, or the first one of several (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "How many seeds (default ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Settlement nodes, 3 or 5 (default ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--hours",
      paramLabel = "H",
      defaultValue = "0.17",
      description =
          "Virtual time under faults for each seed (default ${DEFAULT-VALUE}, about ten minutes).")
  private double hours;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Seeds that run side by side (default ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Remember finished seeds there, and leave out those it holds.")
  private Path resume;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report as JSON; - for standard output.")
  private String json;

  @Override
  public Integer call() throws InterruptedException {
    if (nodes != 3 && nodes != 5) {
      throw CommandFailure.usage("--nodes: " + nodes + ": expected 3 or 5");
    }
    if (!(hours > 0 && hours <= HOURS_MAX)) {
      throw CommandFailure.usage("--hours: " + hours + ": expected more than 0, at most 10000");
    }
    if (seeds < 1 || threads < 1) {
      throw CommandFailure.usage("--seeds and --threads: expected at least 1");
    }
    JsonOutput output = JsonOutput.to(json, spec.commandLine().getOut());
    SeedRun run = new SeedRun(this::plan, seed, seeds, threads, Optional.ofNullable(resume));
    SeedReport report = run.run();
    output.write(report);
    PrintWriter out = output.forPeople(spec.commandLine().getErr());
    print(report, run.firstFailure(), out);
    return report.failed().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private Simulation.Plan plan(long ofSeed) {
    return new Simulation.Plan(
        ofSeed,
        nodes,
        Math.round(hours * HOUR_MILLIS),
        (int) Math.round(hours * COMMANDS_PER_HOUR),
        Math.max(FAULTS_MIN, (int) Math.round(hours * FAULTS_PER_HOUR)));
  }

  private void print(SeedReport report, Optional<Simulation.Result> failure, PrintWriter out) {
    failure.ifPresent(result -> explain(result, out));
    out.printf(
        "%s: %s of %s seeds held every promise, %s virtual hours, %s events, in %s%s%n",
        report.failed().isEmpty() ? "ok" : "FAILED",
        Numbers.grouped(report.seeds() - report.failed().size()),
        Numbers.grouped(report.seeds()),
        Numbers.grouped(report.virtualMillis() / HOUR_MILLIS),
        Numbers.grouped(report.events()),
        Numbers.seconds(report.elapsedMillis() * 1_000_000),
        report.builds() > 1 ? ", by " + report.builds() + " builds of the program" : "");
    report
        .counts()
        .forEach((what, count) -> out.printf("  %-26s %15s%n", what, Numbers.grouped(count)));
    out.println("  faults:");
    report
        .faults()
        .forEach((what, count) -> out.printf("    %-24s %15s%n", what, Numbers.grouped(count)));
    for (long failed : report.failed()) {
      out.println("again: " + again(failed));
    }
    out.flush();
  }

  private void explain(Simulation.Result result, PrintWriter out) {
    List<String> log = result.log();
    log.stream().skip(Math.max(0, log.size() - LOG_LINES_SHOWN_MAX)).forEach(out::println);
    Throwable failure = result.failure().orElseThrow();
    out.println("seed " + result.plan().seed() + ": " + failure.getMessage());
    if (!(failure instanceof Violation)) {
      failure.printStackTrace(out);
    }
  }

  private String again(long failed) {
    return String.format(
        Locale.ROOT, "./cbdc simulate --seed %d --nodes %d --hours %s", failed, nodes, hours);
  }
}
