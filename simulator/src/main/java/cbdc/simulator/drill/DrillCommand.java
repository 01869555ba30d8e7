package cbdc.simulator.drill;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.ExitCode;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.QuietLogs;
import cbdc.simulator.drill.backups.BackupsCommand;
import cbdc.simulator.drill.fault.Fault;
import cbdc.simulator.drill.fault.Faults;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc drill}. */
@Command(
    name = "drill",
    subcommands = BackupsCommand.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Inflict faults on three nodes under load, and check that every acknowledged payment is on the ledger exactly once.",
      "",
      "The nodes are processes of their own on this machine. Faults: disk-full, kill-one, kill-all, pause-one, isolate-one, isolate-client,"
          + " cut-one-way, rolling-restart, wallet, replace-node, add-node. After each the nodes are stopped, what clients were told is compared with the nodes' journals"
          + " through a model of its own, and the journals are verified."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc drill kill-one --quick      one fault, in about a minute",
      "  ./cbdc drill --all                 all faults and a million payments, in less than 25 minutes",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:all is well with every fault that was drilled; the table names those that were skipped, and why",
      "  1:failed, for example a node did not start; the message names its log",
      "  2:wrong usage",
      "  3:payments were lost, doubled or told wrongly; or fewer than asked for were acknowledged; or service stayed away"
          + " longer than the limit; or a node ended by itself. The table says which",
      "130:interrupted by Ctrl-C; nodes are ended and temporary data is deleted",
    })
public final class DrillCommand implements Callable<Integer> {
  private static final int SHARDS = 8;
  private static final int WALLETS = 2_000;
  private static final long HEAP_MIB = 512;
  private static final long QUICK_PAYMENTS = 10_000;
  private static final long QUICK_RATE = 1_500;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "FAULT", description = "Faults to drill.")
  private List<String> faults = List.of();

  @Option(names = "--all", description = "Drill all faults.")
  private boolean all;

  @Option(
      names = "--payments",
      paramLabel = "N",
      defaultValue = "105000",
      description = "Payments to acknowledge around each fault, at least (default 105000).")
  private long payments;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "4000",
      description = "Commands sent each second (default 4000).")
  private long rate;

  @Option(
      names = "--limit",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "Longest time that a shard may acknowledge nothing when one node at a time is away, in seconds (default 5).")
  private double limitSeconds;

  @Option(
      names = "--quick",
      description = "A short drill: 10000 payments at 1500 commands a second.")
  private boolean quick;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the load's random choices (default: a new one, which is printed).")
  private Long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Empty or new directory for the nodes' data and logs, kept afterwards (default: a temporary one).")
  private Path dir;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON; - for standard output.")
  private String json;

  @Override
  public Integer call() throws Exception {
    DrillSettings settings = settings();
    QuietLogs.untilToldOtherwise();
    JsonOutput output = JsonOutput.to(json, spec.commandLine().getOut());
    PrintWriter people = output.forPeople(spec.commandLine().getErr());
    AtomicInteger result = new AtomicInteger(ExitCode.OK);
    int ended =
        DirectoryRun.of(
            "--dir",
            "cbdc-drill",
            Optional.ofNullable(dir),
            run -> {
              DrillReport report = new Drill(settings, run.dir(), people).run();
              output.write(report);
              DrillTable.print(report, people);
              result.set(report.isClean() ? ExitCode.OK : ExitCode.REFUSED);
            });
    return ended == ExitCode.OK ? result.get() : ended;
  }

  private DrillSettings settings() {
    List<String> known = Faults.all().stream().map(Fault::name).toList();
    for (String fault : faults) {
      if (!known.contains(fault)) {
        throw CommandFailure.usage(
            "no such fault: " + fault + "; there are " + String.join(", ", known));
      }
    }
    if (all == !faults.isEmpty()) {
      throw CommandFailure.usage("name faults, or --all; there are " + String.join(", ", known));
    }
    if (payments < 1 || rate < 1) {
      throw CommandFailure.usage("--payments, --rate: expected 1 or more");
    }
    if (!(limitSeconds > 0)) {
      throw CommandFailure.usage("--limit: expected more than 0 seconds");
    }
    return new DrillSettings(
        all ? known : faults,
        quick ? QUICK_PAYMENTS : payments,
        quick ? QUICK_RATE : rate,
        limitSeconds,
        SHARDS,
        WALLETS,
        HEAP_MIB,
        seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed);
  }
}
