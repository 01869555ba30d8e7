package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.RunFile;
import cbdc.load.report.RunPage;
import cbdc.load.scenario.Overrides;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.load.CapacitySearch.Phase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A search for the capacity of one system: many short runs on it, and one audit of all of them. */
final class CapacityRun {
  private static final int TRIAL_SECONDS = 20;
  private static final int CONFIRMATION_SECONDS = 60;

  /** A trial's first seconds climb to the rate, and its injector is new. */
  private static final int RAMP_SECONDS = 5;

  private static final int WARM_UP_SECONDS = 8;

  private static final double RATE_MAX = 50_000;

  private final LoadRun.Settings settings;
  private final DirectoryRun folder;
  private final PrintWriter out;
  private final List<Path> runs = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  /**
   * A trial, as the result lists it.
   *
   * @param answered requests a second
   * @param p99Millis from when due
   * @param injector what held the rate back, where it was not the system
   */
  record Row(
      int number,
      String phase,
      double rate,
      boolean met,
      double answered,
      double p99Millis,
      boolean injector,
      String folder) {}

  /**
   * What came out.
   *
   * @param capacity requests a second; null when no rate was confirmed
   * @param limitedByInjector whether the injector, and not the system, missed the next rate
   */
  record Result(
      String scenario, Double capacity, boolean limitedByInjector, List<Row> trials, Audit audit) {}

  CapacityRun(LoadRun.Settings settings, DirectoryRun folder, PrintWriter out) {
    this.settings = settings;
    this.folder = folder;
    this.out = out;
  }

  /** Searches from a rate on. */
  Result run(double first) throws IOException, InterruptedException {
    Path data = folder.dir().resolve("system");
    List<Path> journals;
    int shards;
    Optional<Double> capacity;
    try (OwnSystem system =
        LoadSystems.start(data, settings.scenario(), settings.heapMib(), this::say, folder::stop)) {
      journals = system.journals();
      shards = system.shards();
      Path target = LoadSystems.populate(system, settings.scenario(), data);
      say("searching: " + system.describe());
      capacity =
          new CapacitySearch((number, phase, rate) -> isMet(target, number, phase, rate), RATE_MAX)
              .run(first);
      system.requireAlive();
      say("the system stops, then its journals are audited");
    }
    Audit audit = JournalAudit.of(runs, journals, shards);
    if (!settings.keep() && audit.isClean()) {
      LoadSystems.delete(data);
    }
    Result result =
        new Result(
            settings.scenario().name(),
            capacity.orElse(null),
            rows.stream().anyMatch(row -> !row.met() && row.injector()),
            List.copyOf(rows),
            audit);
    print(result);
    if (!audit.isClean()) {
      throw CommandFailure.refused("the books are not right; see above");
    }
    return result;
  }

  private boolean isMet(Path target, int number, Phase phase, double rate)
      throws IOException, InterruptedException {
    Path run = folder.dir().resolve(String.format(Locale.ROOT, "trial-%02d", number));
    int seconds = phase == Phase.CONFIRMATION ? CONFIRMATION_SECONDS : TRIAL_SECONDS;
    say(String.format(Locale.ROOT, "%n%s: %,.0f/s for %d s", word(phase), rate, seconds));
    Map<String, String> set = new LinkedHashMap<>(settings.overrides().values());
    set.put("arrivals.model", "open");
    set.put("arrivals.warm-up", WARM_UP_SECONDS + "s");
    set.put(
        "arrivals.phases",
        String.format(
            Locale.ROOT,
            "[{from: %.0f, to: %.0f, for: %ds}, {rate: %.0f, for: %ds}]",
            rate / 2,
            rate,
            RAMP_SECONDS,
            rate,
            seconds));
    runs.add(run);
    settings.injector().withoutReport().run(target, run, new Overrides(set));
    RunPage.write(run);
    RunFile result = RunFile.read(run);
    rows.add(
        new Row(
            number,
            word(phase),
            rate,
            result.isPassed(),
            result.rate().achieved(),
            result.latency().p99(),
            result.injector().wasBottleneck(),
            run.getFileName().toString()));
    return result.isPassed();
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private void print(Result result) {
    out.printf(
        Locale.ROOT, "%n  %-14s %10s %12s %10s%n", "trial", "rate/s", "answered/s", "p99 ms");
    for (Row row : result.trials()) {
      out.printf(
          Locale.ROOT,
          "  %2d %-11s %,10.0f %,12.1f %,10.1f  %s%s%n",
          row.number(),
          row.phase(),
          row.rate(),
          row.answered(),
          row.p99Millis(),
          row.met() ? "met" : "missed",
          row.injector() ? ", the injector was late" : "");
    }
    say("audit of all trials: " + result.audit().line());
    result.audit().findings().forEach(finding -> say("  " + finding));
    say(
        result.capacity() == null
            ? "no rate met the objectives of scenario " + result.scenario()
            : String.format(
                Locale.ROOT,
                "capacity: %,.0f requests/s meet the objectives of scenario %s%s",
                result.capacity(),
                result.scenario(),
                result.limitedByInjector()
                    ? "; the injector was late in trials that missed, so the system may carry more"
                    : ""));
    say("the runs behind it are in " + folder.dir());
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
