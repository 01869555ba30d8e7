package cbdc.simulator.load;

import cbdc.load.record.Check;
import cbdc.load.record.Counts;
import cbdc.load.record.Latency;
import cbdc.load.record.RunFile;
import cbdc.load.report.RunPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The result of a run for people. */
final class LoadSummary {
  private final PrintWriter out;

  LoadSummary(PrintWriter out) {
    this.out = out;
  }

  void print(RunFile run, Path folder) {
    Counts counts = run.outcomes();
    Latency latency = run.latency();
    line("");
    line(
        "offered %,d = settled %,d + declined %,d + failed %,d + unknown %,d",
        counts.offered(), counts.settled(), counts.declined(), counts.failed(), counts.unknown());
    if (!run.reasons().isEmpty()) {
      line(
          "reasons: %s",
          run.reasons().entrySet().stream()
              .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue()))
              .collect(Collectors.joining(", ")));
    }
    line(
        "rate: %,.1f actions/s planned, %,.1f requests/s answered over %,.0f s",
        run.rate().planned(), run.rate().achieved(), run.seconds());
    line(
        "latency from when due: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms",
        latency.p50(), latency.p90(), latency.p99(), latency.p999(), latency.max());
    for (Map.Entry<String, RunFile.Kind> kind : run.kinds().entrySet()) {
      Latency its = kind.getValue().latency();
      line(
          "  %-9s %,9d   p50 %8.1f ms   p99 %8.1f ms",
          kind.getKey(),
          kind.getValue().outcomes().offered(),
          its == null ? 0 : its.p50(),
          its == null ? 0 : its.p99());
    }
    line(
        "injector: %s (p99 of sent minus due %.1f ms)",
        run.injector().note(), run.injector().lateness().p99());
    for (RunFile.Event event : run.events()) {
      line("event at %.1f s: %s", event.second(), event.what());
    }
    for (Check check : run.checks()) {
      line(
          "objective %s: %.2f, limit %.2f: %s",
          check.objective(), check.value(), check.limit(), check.held() ? "met" : "NOT MET");
    }
    if (run.audit() == null) {
      line("audit: none");
    } else {
      line("audit of %s: %s", run.audit().method(), run.audit().line());
      run.audit().findings().forEach(finding -> line("  %s", finding));
    }
    line("%s; the report is %s", run.verdict(), folder.resolve(RunPage.NAME));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in no library that this needs
  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }
}
