package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.Capacity;
import cbdc.load.record.RunFile;
import cbdc.load.record.Sweep;
import cbdc.load.scenario.Overrides;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.ScenarioException;
import cbdc.load.scenario.ScenarioFiles;
import cbdc.load.scenario.SweptField;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.QuietLogs;
import cbdc.simulator.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc load}: a scenario run by Gatling, written down, and audited. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run a load scenario against a system of its own, or one that runs, and audit the ledger afterwards.",
      "",
      "A run's folder holds run.json (conditions, outcomes, objectives, verdict), intervals.csv (a line a second), latency.hlog (HdrHistogram),"
          + " payments.bin (every request that moves money, and its answer) and Gatling's report. Latency counts from the moment at which a request was due."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc load                                 smoke: all kinds of requests for half a minute",
      "  ./cbdc load steady --set arrivals.phases='[{rate: 500, for: 60s}]'",
      "  ./cbdc load node-failure --out data/load/failure",
      "  ./cbdc load steady --repeat 5 --out data/load/before",
      "  ./cbdc load smoke --run data/run/run.json   load what './cbdc run' has started",
      "  ./cbdc load smoke --target http://127.0.0.1:8101 --token-file bank-1/operator.tokens",
      "  ./cbdc load steady --find-capacity          the highest rate that meets steady's objectives",
      "  ./cbdc load smoke --sweep topology.shards=4,8,16",
      "  ./cbdc load hot-merchant --sweep choice.merchants.hotspot.percent=10,50,90 --find-capacity",
      "  ./cbdc load --list                          the shipped scenarios",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:every objective was met, and the books are right",
      "  1:failed, for example a part of the system ended by itself",
      "  2:wrong usage, or a scenario that cannot be used",
      "  3:an objective was not met, or an acknowledged payment is lost or doubled",
      "130:interrupted by Ctrl-C; what there was is audited, and run.json says that it is partial",
    })
public final class LoadCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SCENARIO",
      description =
          "Name of a shipped scenario, or path of a file (default smoke; with --find-capacity steady).")
  private String scenario;

  @Option(names = "--list", description = "List the shipped scenarios and end.")
  private boolean list;

  @Mixin private TargetOptions target;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "A new folder for the run (default: one below data/load).")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Who pays whom how much when follows from it (default: the scenario's).")
  private Long seed;

  @Option(
      names = "--set",
      paramLabel = "FIELD=YAML",
      description = "Set a field of the scenario, such as objectives.p99=50ms; may be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Run it N times, each on a new system and in a folder of its own, for './cbdc compare' (default 1).")
  private int repeat;

  @Option(
      names = "--find-capacity",
      description =
          "Search the highest rate that meets the scenario's objectives: its arrivals are replaced by trials at constant rates.")
  private boolean findsCapacity;

  @Option(
      names = "--from",
      paramLabel = "R",
      defaultValue = "250",
      description = "Rate that the search begins with (default ${DEFAULT-VALUE}).")
  private int from;

  @Option(
      names = "--sweep",
      paramLabel = "FIELD=V1,V2",
      description =
          "Run it once for each value of a field, 2 to 12 of them, each on a new system; with --find-capacity search the capacity for each.")
  private String sweep;

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      description =
          "Heap of each process of the system of its own, MiB (default: all together two fifths of the memory).")
  private Long heapMib;

  @Mixin private KeptOptions kept;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write run.json there, too; - for standard output.")
  private String json;

  @Override
  public Integer call() throws Exception {
    if (list) {
      printList();
      return 0;
    }
    Overrides set = overrides();
    String wanted = scenario != null ? scenario : findsCapacity ? "steady" : "smoke";
    ScenarioFiles file;
    Optional<SweptField> swept;
    Scenario read;
    try {
      file = ScenarioFiles.find(wanted);
      swept = Optional.ofNullable(sweep).map(asked -> SweptField.read(asked, file, set));
      read = swept.isPresent() ? swept.get().values().getFirst().scenario() : file.read(set);
    } catch (ScenarioException e) {
      throw CommandFailure.usage(e.getMessage());
    }
    requireTogether(read);
    swept.ifPresent(this::requireTogether);
    LoadTarget loaded = target.read();
    QuietLogs.untilToldOtherwise();
    JsonOutput result = JsonOutput.to(json, spec.commandLine().getOut());
    PrintWriter people = result.forPeople(spec.commandLine().getErr());
    return DirectoryRun.of(
        "--out",
        "cbdc-load",
        Optional.of(folder(read)),
        inFolder -> {
          if (swept.isPresent()) {
            sweep(swept.get(), file, inFolder, people, result);
          } else if (findsCapacity) {
            Capacity found =
                new CapacityRun(
                        settings(file, read, set, loaded, processes(read)),
                        inFolder.dir(),
                        inFolder,
                        people)
                    .run(from);
            requireRight(found.audit());
            result.write(found);
          } else {
            run(settings(file, read, set, loaded, processes(read)), inFolder, people, result);
          }
        });
  }

  private static int processes(Scenario read) {
    return read.topology().nodes() + read.topology().banks() + 1;
  }

  private LoadRun.Settings settings(
      ScenarioFiles file, Scenario read, Overrides set, LoadTarget loaded, int processes) {
    return new LoadRun.Settings(
        new Injector(file.source(), target.isOwn(), true),
        read,
        set,
        loaded,
        heapMib == null ? Machine.heapMib(processes) : heapMib,
        kept.read(),
        file.yaml());
  }

  private static void requireRight(Audit audit) {
    if (!audit.isClean()) {
      throw CommandFailure.refused("the books are not right; see above");
    }
  }

  private void sweep(
      SweptField swept,
      ScenarioFiles file,
      DirectoryRun folder,
      PrintWriter people,
      JsonOutput result)
      throws IOException, InterruptedException {
    // The same heap for all values: only one thing is to change.
    int processes =
        swept.values().stream().mapToInt(value -> processes(value.scenario())).max().orElseThrow();
    Sweep done =
        new SweepRun(
                swept,
                value ->
                    settings(
                        file, value.scenario(), value.overrides(), new LoadTarget.Own(), processes),
                findsCapacity ? OptionalInt.of(from) : OptionalInt.empty(),
                folder,
                people)
            .run(spec.commandLine().getErr());
    result.write(done);
    if (!done.isPassed()) {
      throw CommandFailure.refused("not every value passed; see above");
    }
  }

  private void run(
      LoadRun.Settings settings, DirectoryRun folder, PrintWriter people, JsonOutput result)
      throws IOException, InterruptedException {
    List<RunFile> ended = new ArrayList<>();
    for (int i = 1; i <= repeat; i++) {
      Path itsFolder = repeat == 1 ? folder.dir() : folder.dir().resolve("run-" + i);
      ended.add(new LoadRun(settings, itsFolder, folder, people).run());
    }
    result.write(repeat == 1 ? ended.getFirst() : ended);
    for (RunFile run : ended) {
      if (!run.isPassed()) {
        throw CommandFailure.refused("a run is " + run.verdict() + "; see above");
      }
    }
  }

  private Overrides overrides() {
    Map<String, String> set = new LinkedHashMap<>(overrides);
    if (seed != null) {
      set.put("seed", seed.toString());
    }
    return new Overrides(set);
  }

  private void requireTogether(SweptField swept) {
    if (target.isElsewhere() || kept.read().bundle() || repeat > 1) {
      throw CommandFailure.usage(
          "--sweep: expected without --run, --target, --bundle and --repeat");
    }
    if (findsCapacity && swept.path().startsWith("arrivals")) {
      throw CommandFailure.usage(
          "--sweep: --find-capacity sets arrivals itself: name another field");
    }
    swept.values().forEach(value -> requireTogether(value.scenario()));
  }

  private void requireTogether(Scenario read) {
    if (target.isElsewhere() && !read.faults().isEmpty()) {
      throw CommandFailure.usage(
          "--run and --target: scenario "
              + read.name()
              + " has faults, which need a system of its own");
    }
    if (findsCapacity && (target.isElsewhere() || !read.faults().isEmpty())) {
      throw CommandFailure.usage(
          "--find-capacity: expected without --run and --target, and a scenario without faults");
    }
    if (repeat < 1 || repeat > 10) {
      throw CommandFailure.usage("--repeat: expected 1 to 10 but got " + repeat);
    }
    if (kept.read().bundle() && (target.isElsewhere() || findsCapacity)) {
      throw CommandFailure.usage("--bundle: expected without --run, --target and --find-capacity");
    }
    if (repeat > 1 && findsCapacity) {
      throw CommandFailure.usage("--repeat: expected without --find-capacity");
    }
    if (from < 1 || from > 50_000) {
      throw CommandFailure.usage("--from: expected 1 to 50000 but got " + from);
    }
    if (heapMib != null && heapMib < 128) {
      throw CommandFailure.usage("--heap: expected 128 MiB or more but got " + heapMib);
    }
  }

  private Path folder(Scenario read) {
    return out != null
        ? out
        : Path.of(
            "data", "load", read.name() + "-" + LocalDateTime.now(ZoneOffset.UTC).format(STAMP));
  }

  private void printList() {
    for (String name : ScenarioFiles.SHIPPED) {
      Scenario shipped = ScenarioFiles.find(name).read(Overrides.NONE);
      spec.commandLine().getOut().printf("  %-14s %s%n", name, shipped.about());
    }
    spec.commandLine().getOut().flush();
  }
}
