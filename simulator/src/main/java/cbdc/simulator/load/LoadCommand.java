package cbdc.simulator.load;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import cbdc.simulator.program.SeparateProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./cbdc load}: Gatling with the simulation of {@code load-tests}. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Let people pay merchants over HTTP at a given rate, and write a report of Gatling.",
      "",
      "Payments arrive by themselves (open model): a slow answer delays no other payment. They go to this machine only, to the wallet services"
          + " that './cbdc run' started."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc load",
      "  ./cbdc load --rate 500 --duration 5m --ramp 30s --p99-max 100",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done, and every assertion held",
      "  1:failed, for example no system runs",
      "  2:wrong usage",
      "  3:an assertion did not hold",
      "130:interrupted by Ctrl-C",
    })
public final class LoadCommand implements Callable<Integer> {
  private static final int ASSERTION_FAILED = 2;
  private static final int SETTING_WRONG = 3;

  @Option(
      names = "--run",
      paramLabel = "FILE",
      defaultValue = "data/run/run.json",
      description = "What './cbdc run' wrote (default ${DEFAULT-VALUE}).")
  private Path run;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "data/load",
      description =
          "Folder of reports; each run gets its own there, and prints it (default ${DEFAULT-VALUE}).")
  private Path report;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Payments that arrive per second (default 20).")
  private Integer rate;

  @Option(
      names = "--duration",
      paramLabel = "T",
      description = "For how long at this rate, such as 90s or 5m (default 60s).")
  private String duration;

  @Option(
      names = "--ramp",
      paramLabel = "T",
      description = "How long the rate rises before, 0s for at once (default 10s).")
  private String ramp;

  @Option(
      names = "--amount-max",
      paramLabel = "N",
      description = "Largest amount, minor units (default 100).")
  private Integer amountMax;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Who pays whom how much follows from it (default 1).")
  private Integer seed;

  @Option(
      names = "--failed-max",
      paramLabel = "P",
      description = "Assertion: at most P %% of the payments fail (default 1).")
  private String failedMax;

  @Option(
      names = "--declined-max",
      paramLabel = "P",
      description = "Assertion: the ledger declines at most P %% (default 50).")
  private String declinedMax;

  @Option(
      names = "--p99-max",
      paramLabel = "MS",
      description = "Assertion: 99 of 100 answers come within MS milliseconds (default 1000).")
  private Integer p99Max;

  @Override
  public Integer call() throws InterruptedException {
    SeparateProgram gatling = SeparateProgram.inFolder("load", "cbdc.load.LoadMain");
    return exitCode(gatling.run(options(), List.of(report.toString())));
  }

  /** What an exit code of {@code cbdc.load.LoadMain} says. */
  static int exitCode(int ofSimulation) {
    return switch (ofSimulation) {
      case 0 -> ExitCode.OK;
      case ASSERTION_FAILED ->
          throw CommandFailure.refused("an assertion of the simulation did not hold; see above");
      case SETTING_WRONG -> throw CommandFailure.usage("an option cannot be used; see above");
      default -> ExitCode.FAILED;
    };
  }

  /** What was given here; the simulation knows the defaults and refuses what cannot be. */
  List<String> options() {
    List<String> options = new ArrayList<>(List.of("-Xmx1g", "-Dcbdc.run=" + run));
    add(options, "rate", rate);
    add(options, "duration", duration);
    add(options, "ramp", ramp);
    add(options, "amountMax", amountMax);
    add(options, "seed", seed);
    add(options, "failedMax", failedMax);
    add(options, "declinedMax", declinedMax);
    add(options, "p99Max", p99Max);
    return options;
  }

  private static void add(List<String> options, String name, Object value) {
    if (value != null) {
      options.add("-Dcbdc.load." + name + "=" + value);
    }
  }
}
