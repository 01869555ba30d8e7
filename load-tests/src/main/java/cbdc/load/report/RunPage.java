package cbdc.load.report;

import cbdc.load.record.Audit;
import cbdc.load.record.Check;
import cbdc.load.record.Conditions;
import cbdc.load.record.Counts;
import cbdc.load.record.Latency;
import cbdc.load.record.RunFile;
import cbdc.load.record.Second;
import cbdc.load.report.LineChart.Axis;
import cbdc.load.report.LineChart.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** {@code report.html}: a run on one page, which needs nothing but itself. */
public final class RunPage {
  /** Its name in a run's folder. */
  public static final String NAME = "report.html";

  /** Percentiles of the distribution's chart: each second one halves what is left above. */
  private static final double[] PERCENTILES = percentiles();

  private static final double RECOVERED = 0.9;
  private static final int SECONDS_WELL = 3;

  private final RecordedRun data;
  private final RunFile run;

  /** Those in which requests were due: what came later is among the totals. */
  private final List<Second> seconds;

  private RunPage(RecordedRun data) {
    this.data = data;
    this.run = data.run();
    this.seconds =
        data.seconds().subList(0, (int) Math.min(data.seconds().size(), Math.ceil(run.seconds())));
  }

  private static double[] percentiles() {
    List<Double> all = new ArrayList<>();
    for (double above = 1; above > 1e-5; above /= Math.sqrt(2)) {
      all.add(100 * (1 - above));
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Writes the page of the run in a folder. */
  public static void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(NAME), new RunPage(RecordedRun.read(folder)).page());
  }

  private String page() throws IOException {
    StringBuilder body = new StringBuilder();
    head(body);
    tiles(body);
    charts(body);
    events(body);
    objectives(body);
    kinds(body);
    reasons(body);
    audit(body);
    conditions(body);
    return Html.page(run.scenario().name() + " - load run", body.toString());
  }

  private void head(StringBuilder body) throws IOException {
    body.append("<header><span class=\"verdict ").append(run.verdict()).append("\">");
    body.append(run.verdict()).append("</span>\n<h1>Load run: ");
    body.append(Html.text(run.scenario().name())).append("</h1>\n<p class=\"soft\">");
    body.append(Html.text(run.scenario().effective().path("about").asText()));
    body.append("</p>\n<p class=\"soft\">");
    if (run.warmUpSeconds() > 0) {
      body.append("Latencies count after a warm-up of ").append(run.warmUpSeconds());
      body.append(" s. ");
    }
    body.append(Html.text(run.began().replace('T', ' ').replaceAll("(\\.\\d+)?Z$", " UTC")));
    body.append(
        data.gatlingPage()
            .map(page -> " &middot; <a href=\"" + Html.text(page) + "\">Gatling's own report</a>")
            .orElse(""));
    body.append("</p></header>\n");
  }

  private void tiles(StringBuilder body) {
    Latency latency = run.latency();
    body.append("<div class=\"tiles\">\n");
    body.append(
        Html.tile(
            decimal("%,.1f/s", run.rate().achieved()),
            "answered; " + decimal("%,.1f", run.rate().planned()) + " actions/s planned"));
    body.append(Html.tile(millis(latency.p50()), "p50, from when due"));
    body.append(Html.tile(millis(latency.p99()), "p99"));
    body.append(Html.tile(millis(latency.p999()), "p99.9"));
    body.append(
        Html.tile(
            decimal("%,d", run.outcomes().failed() + run.outcomes().unknown()),
            "failed or unknown of " + decimal("%,d", run.outcomes().offered())));
    Audit audit = run.audit();
    body.append(
        audit == null
            ? Html.tile("not audited", "the system still runs")
            : Html.tile(
                decimal("lost %,d, doubled %,d", audit.lost(), audit.doubled()),
                decimal("of %,d acknowledged", audit.acknowledged())));
    body.append("</div>\n");
  }

  private void charts(StringBuilder body) {
    body.append("<section class=\"charts\">\n");
    body.append(rates()).append(latencies()).append(distribution()).append(injector());
    body.append("</section>\n");
  }

  private List<Point> over(ToDoubleFunction<Second> value) {
    return seconds.stream()
        .map(second -> new Point(second.second() + 0.5, value.applyAsDouble(second)))
        .toList();
  }

  private double largest(ToDoubleFunction<Second> value) {
    return seconds.stream().mapToDouble(value).max().orElse(1);
  }

  private Axis time() {
    return Axis.linear("seconds", seconds.size());
  }

  private LineChart marked(LineChart chart) {
    int number = 1;
    for (RunFile.Event event : run.events()) {
      chart.mark(event.second(), Integer.toString(number++));
    }
    return chart;
  }

  private String rates() {
    double top = Math.max(largest(Second::target), largest(Second::sent));
    return marked(
            new LineChart("Requests by second", time(), Axis.linear("requests/s", top))
                .reference("planned", over(Second::target))
                .line("settled", over(Second::settled))
                .line("failed or unknown", over(s -> s.failed() + s.unknown()))
                .line("declined", over(Second::declined)))
        .figure();
  }

  private String latencies() {
    double low = seconds.stream().mapToDouble(Second::p50).filter(v -> v > 0).min().orElse(1);
    return marked(
            new LineChart(
                    "Latency by second, from when due",
                    time(),
                    Axis.logarithmic("ms, logarithmic", low / 1e3, largest(Second::max) / 1e3))
                .reference("longest", over(s -> s.max() / 1e3))
                .line("p50", over(s -> s.p50() / 1e3))
                .line("p99", over(s -> s.p99() / 1e3))
                .line("p99.9", over(s -> s.p999() / 1e3)))
        .figure();
  }

  private String distribution() {
    return distribution(List.of("requests"), List.of(data)).figure();
  }

  /** Latency by percentile; nines lie at even distances. */
  static LineChart distribution(List<String> names, List<RecordedRun> runs) {
    double largest =
        runs.stream().mapToDouble(r -> r.latency().getMaxValue() / 1e3).max().orElse(1);
    double least =
        runs.stream().mapToDouble(r -> r.latency().getMinNonZeroValue() / 1e3).min().orElse(1);
    Axis nines =
        new Axis(
            "percentile",
            List.of(0.0, 90.0, 99.0, 99.9, 99.99),
            tick -> tick == Math.rint(tick) ? decimal("%.0f", tick) : Double.toString(tick),
            percentile -> -Math.log10(Math.max(1 - percentile / 100, 1e-4)));
    LineChart chart =
        new LineChart(
            "Latency by percentile", nines, Axis.logarithmic("ms, logarithmic", least, largest));
    for (int i = 0; i < runs.size(); i++) {
      List<Point> points = new ArrayList<>();
      for (double percentile : PERCENTILES) {
        points.add(
            new Point(percentile, runs.get(i).latency().getValueAtPercentile(percentile) / 1e3));
      }
      chart.line(names.get(i), points);
    }
    return chart;
  }

  private String injector() {
    double top = Math.max(1, Math.max(largest(Second::inFlight), largest(Second::lateP99) / 1e3));
    return new LineChart("The injector", time(), Axis.linear("ms late, or requests under way", top))
        .line("requests under way", over(Second::inFlight))
        .line("p99 of sent minus due, ms", over(s -> s.lateP99() / 1e3))
        .figure();
  }

  private void events(StringBuilder body) {
    if (run.events().isEmpty()) {
      return;
    }
    body.append("<h2>What happened meanwhile</h2>\n<ol>\n");
    for (RunFile.Event event : run.events()) {
      body.append("<li>").append(decimal("at %.1f s: ", event.second()));
      body.append(Html.text(event.what())).append("</li>\n");
    }
    body.append("</ol>\n");
    body.append(
        "<p>After the first the rate of settled requests was below nine tenths of the planned one for ");
    body.append(secondsToRecover()).append(" s; the slowest request of the run took ");
    body.append(decimal("%,.1f s", run.latency().max() / 1e3)).append(".</p>\n");
  }

  /** From the first event until three seconds in a row have what was planned, nearly. */
  private int secondsToRecover() {
    int from = (int) run.events().getFirst().second();
    int well = 0;
    for (Second second : seconds) {
      boolean isWell = second.settled() >= RECOVERED * second.target();
      well = second.second() < from || !isWell ? 0 : well + 1;
      if (well == SECONDS_WELL) {
        return second.second() + 1 - SECONDS_WELL - from;
      }
    }
    return seconds.size() - from;
  }

  private void objectives(StringBuilder body) {
    List<List<String>> rows = new ArrayList<>();
    for (Check check : run.checks()) {
      rows.add(
          List.of(
              Html.text(check.objective()),
              decimal("%,.2f", check.value()),
              decimal("%,.2f", check.limit()),
              check.held()
                  ? "<span class=\"good\">met</span>"
                  : "<span class=\"wrong\">not met</span>"));
    }
    body.append("<h2>Objectives</h2>\n")
        .append(Html.table(List.of("objective", "was", "limit", ""), rows));
  }

  private void kinds(StringBuilder body) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, RunFile.Kind> kind : run.kinds().entrySet()) {
      rows.add(row(kind.getKey(), kind.getValue().outcomes(), kind.getValue().latency()));
    }
    rows.add(row("all", run.outcomes(), run.latency()));
    body.append("<h2>Requests</h2>\n");
    body.append(
        Html.table(
            List.of(
                "kind",
                "offered",
                "settled",
                "declined",
                "failed",
                "unknown",
                "p50 ms",
                "p99 ms",
                "longest ms"),
            rows));
  }

  private static List<String> row(String name, Counts counts, Latency latency) {
    return List.of(
        Html.text(name),
        decimal("%,d", counts.offered()),
        decimal("%,d", counts.settled()),
        decimal("%,d", counts.declined()),
        decimal("%,d", counts.failed()),
        decimal("%,d", counts.unknown()),
        latency == null ? "" : decimal("%,.1f", latency.p50()),
        latency == null ? "" : decimal("%,.1f", latency.p99()),
        latency == null ? "" : decimal("%,.1f", latency.max()));
  }

  private void reasons(StringBuilder body) {
    if (run.reasons().isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    run.reasons()
        .forEach((code, count) -> rows.add(List.of(Html.text(code), decimal("%,d", count))));
    body.append("<h2>Why not settled</h2>\n").append(Html.table(List.of("code", "times"), rows));
  }

  private void audit(StringBuilder body) {
    Audit audit = run.audit();
    if (audit == null) {
      return;
    }
    body.append("<h2>Audit</h2>\n<p><b>").append(Html.text(audit.line())).append("</b></p>\n<p>");
    body.append(
        Html.text(
            "Source: " + audit.method() + ". Of the requests without an answer the ledger has "));
    body.append(
        decimal("%,d and does not have %,d.</p>\n", audit.unknownSettled(), audit.unknownNot()));
    if (audit.stateHash() != null) {
      body.append("<p class=\"soft\">State hash ").append(Html.text(audit.stateHash()));
      body.append("</p>\n");
    }
    audit
        .findings()
        .forEach(f -> body.append("<p class=\"wrong\">").append(Html.text(f)).append("</p>\n"));
  }

  private void conditions(StringBuilder body) {
    Conditions on = run.conditions();
    List<List<String>> rows = new ArrayList<>();
    row(
        rows,
        "machine",
        on.processor() + ", " + on.cores() + " cores, " + decimal("%,d MiB", on.memoryMib()));
    row(
        rows,
        "system",
        on.system() + "; JDK " + on.jdk() + "; load average before " + on.loadAverage());
    row(rows, "commit", on.commit());
    row(rows, "target", run.target());
    row(rows, "scenario", run.scenario().source() + ", SHA-256 " + run.scenario().hash());
    row(
        rows,
        "set beside",
        run.scenario().overrides().isEmpty() ? "nothing" : run.scenario().overrides().toString());
    row(
        rows,
        "requests",
        decimal("%,d planned, SHA-256 ", run.requests().planned()) + run.requests().hash());
    row(rows, "injector", run.injector().note());
    body.append("<h2>Conditions</h2>\n").append(Html.table(List.of("", ""), rows));
  }

  private static void row(List<List<String>> rows, String name, String value) {
    rows.add(List.of(Html.text(name), "<td class=\"text\">" + Html.text(value) + "</td>"));
  }

  static String millis(double value) {
    return decimal(value < 100 ? "%,.1f ms" : "%,.0f ms", value);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in no library that this needs
  static String decimal(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
