package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.Capacity;
import cbdc.load.record.Capacity.Trial;
import cbdc.load.record.RunFile;
import cbdc.load.report.CapacityPage;
import cbdc.load.report.RunPage;
import cbdc.load.scenario.Overrides;
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
  private final Path folder;
  private final DirectoryRun whole;
  private final PrintWriter out;
  private final List<Path> runs = new ArrayList<>();
  private final List<Trial> trials = new ArrayList<>();

  /**
   * A search.
   *
   * @param folder where it is written down
   * @param whole what fails when a part of its own system ends by itself
   */
  CapacityRun(LoadRun.Settings settings, Path folder, DirectoryRun whole, PrintWriter out) {
    this.settings = settings;
    this.folder = folder;
    this.whole = whole;
    this.out = out;
  }

  /**
   * Searches from a rate on; the result is in the folder, too, also where its audit found that the
   * books are not right.
   */
  Capacity run(double first) throws IOException, InterruptedException {
    Path data = folder.resolve("system");
    boolean isSearched = false;
    try {
      Capacity result = search(data, first);
      isSearched = true;
      return result;
    } finally {
      if (whole.isInterrupted() && !isSearched && !settings.kept().system()) {
        say("ended early: its trials are in " + folder + ", without an audit");
        LoadSystems.delete(data);
      }
    }
  }

  private Capacity search(Path data, double first) throws IOException, InterruptedException {
    List<Path> journals;
    int shards;
    Optional<Double> capacity;
    try (OwnSystem system =
        LoadSystems.start(data, settings.scenario(), settings.heapMib(), this::say, whole::fail)) {
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
    if (!settings.kept().system() && audit.isClean()) {
      LoadSystems.delete(data);
    }
    Capacity result =
        new Capacity(
            settings.scenario().name(),
            capacity.orElse(null),
            trials.stream().anyMatch(trial -> !trial.met() && trial.injector()),
            trials,
            audit);
    CapacityPage.write(result, folder);
    print(result);
    return result;
  }

  private boolean isMet(Path target, int number, Phase phase, double rate)
      throws IOException, InterruptedException {
    Path run = folder.resolve(String.format(Locale.ROOT, "trial-%02d", number));
    int seconds = phase == Phase.CONFIRMATION ? CONFIRMATION_SECONDS : TRIAL_SECONDS;
    say(String.format(Locale.ROOT, "%n%s: %,.0f/s for %d s", word(phase), rate, seconds));
    Map<String, String> set = new LinkedHashMap<>(settings.overrides().values());
    set.keySet().removeIf(field -> field.startsWith("arrivals."));
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
    settings.injector().withoutReport().run(target, run, new Overrides(set), List.of(), whole);
    RunPage.write(run);
    RunFile result = RunFile.read(run);
    trials.add(
        new Trial(
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
    return phase == Phase.CONFIRMATION
        ? Capacity.CONFIRMATION
        : phase.name().toLowerCase(Locale.ROOT);
  }

  private void print(Capacity result) {
    out.printf(
        Locale.ROOT, "%n  %-14s %10s %12s %10s%n", "trial", "rate/s", "answered/s", "p99 ms");
    for (Trial trial : result.trials()) {
      out.printf(
          Locale.ROOT,
          "  %2d %-11s %,10.0f %,12.1f %,10.1f  %s%s%n",
          trial.number(),
          trial.phase(),
          trial.rate(),
          trial.answered(),
          trial.p99Millis(),
          trial.met() ? "met" : "missed",
          trial.injector() ? ", the injector was late" : "");
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
    say("the page is " + folder.resolve(CapacityPage.NAME));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
