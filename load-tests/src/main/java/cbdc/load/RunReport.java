package cbdc.load;

import cbdc.load.plan.Plan;
import cbdc.load.record.Check;
import cbdc.load.record.Conditions;
import cbdc.load.record.Counts;
import cbdc.load.record.Latency;
import cbdc.load.record.RequestKind;
import cbdc.load.record.RunFile;
import cbdc.load.record.RunRecorder;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.Scenario.Model;
import cbdc.load.scenario.ScenarioFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Sums a run up in its {@code run.json}. */
final class RunReport {
  /**
   * Lateness above this share of the latency, and above the floor, makes a figure the injector's.
   */
  private static final double LATE_SHARE = 0.5;

  private static final double LATE_FLOOR_MILLIS = 10;

  private final LoadSettings settings;
  private final ScenarioFiles file;
  private final Scenario scenario;
  private final TargetSystem target;
  private final Conditions conditions;

  /** One that looks at the machine now, before there is load on it. */
  RunReport(LoadSettings settings, ScenarioFiles file, Scenario scenario, TargetSystem target) {
    this.settings = settings;
    this.file = file;
    this.scenario = scenario;
    this.target = target;
    this.conditions = Conditions.look(settings.commit());
  }

  void write(
      RunRecorder recorder,
      Plan plan,
      long plannedAnswered,
      Map<String, LongAdder> reasons,
      long beginMillis,
      double seconds,
      boolean isPartial)
      throws IOException {
    Map<String, RunFile.Kind> kinds = new TreeMap<>();
    recorder.eachKind(kind -> kinds.put(kind.word(), kind(recorder, kind)));
    boolean isOpen = scenario.arrivals().model() == Model.OPEN;
    // One that is ended before its first second has come to no length at all.
    double length = isPartial ? Math.max(0, seconds) : scenario.arrivals().seconds();
    long due = plan.schedule().dueBefore(length);
    long planned = isOpen ? due * scenario.sends() : 0;
    Counts counts = recorder.counts(kind -> true);
    Counts withoutInvalid = recorder.counts(kind -> kind != RequestKind.INVALID);
    Latency latency = recorder.latency();
    new RunFile(
            RunFile.FORMAT,
            new RunFile.ScenarioFacts(
                scenario.name(),
                file.source(),
                file.hash(),
                settings.overrides().values(),
                file.effective(settings.overrides())),
            targetLine(),
            Instant.ofEpochMilli(beginMillis).toString(),
            length,
            scenario.arrivals().warmUpSeconds(),
            isPartial,
            conditions,
            new RunFile.Requests(planned, plan.hash()),
            new RunFile.Rate(
                rate(planned, length),
                rate(
                    counts.settled() + counts.declined() + counts.failed(),
                    Math.max(length, seconds)),
                rate(counts.settled(), Math.max(length, seconds))),
            counts,
            latency,
            kinds,
            new TreeMap<>(
                reasons.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sum()))),
            injector(recorder.lateness(), latency),
            List.of(),
            Check.of(
                scenario.objectives(), latency, counts, withoutInvalid, planned, plannedAnswered),
            null,
            null)
        .with(null, List.of())
        .write(settings.folder());
  }

  private static RunFile.Kind kind(RunRecorder recorder, RequestKind kind) {
    return new RunFile.Kind(recorder.counts(kind::equals), recorder.latency(kind).orElse(null));
  }

  private String targetLine() {
    return target.banks().stream().map(TargetSystem.Bank::url).collect(Collectors.joining(", "))
        + "; "
        + target.payers().size()
        + " wallets, "
        + target.merchants().size()
        + " merchants";
  }

  private static RunFile.Injector injector(Latency lateness, Latency latency) {
    boolean wasBottleneck =
        lateness.p99() > LATE_FLOOR_MILLIS && lateness.p99() > LATE_SHARE * latency.p99();
    return new RunFile.Injector(
        lateness,
        wasBottleneck,
        wasBottleneck
            ? "the injector sent late: these latencies are its own as much as the system's; lower the rate, or load from another machine"
            : "requests were sent when they were due");
  }

  private static double rate(long requests, double seconds) {
    return seconds == 0 ? 0 : Math.round(requests / seconds * 100) / 100.0;
  }
}
