package cbdc.load.report;

import cbdc.load.record.Conditions;
import cbdc.load.record.RunFile;
import cbdc.load.record.Sweep;
import cbdc.load.record.Sweep.Figures;
import cbdc.load.record.Sweep.Row;
import cbdc.load.report.LineChart.Axis;
import cbdc.load.report.LineChart.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** {@code sweep.html}: a sweep on one page, which needs nothing but itself. */
public final class SweepPage {
  /** Its name in a sweep's folder. */
  public static final String NAME = "sweep.html";

  private static final double MILLIS_LEAST = 0.1;

  private final Sweep sweep;

  /** Those that have figures to draw. */
  private final List<Row> drawn;

  private SweepPage(Sweep sweep) {
    this.sweep = sweep;
    this.drawn = sweep.rows().stream().filter(row -> row.figures() != null).toList();
  }

  /** Writes the page of a sweep into its folder. */
  public static void write(Sweep sweep, Path folder) throws IOException {
    Files.writeString(folder.resolve(NAME), new SweepPage(sweep).page());
  }

  private String page() {
    StringBuilder body = new StringBuilder();
    head(body);
    body.append("<h2>Values</h2>\n").append(sweep.capacity() ? capacities() : runs());
    if (!drawn.isEmpty()) {
      body.append("<h2>Plots</h2>\n<section class=\"charts\">\n")
          .append(rates())
          .append(latencies());
      body.append("</section>\n");
    }
    findings(body);
    if (sweep.conditions() != null) {
      conditions(body, sweep.conditions());
    }
    return Html.page(sweep.scenario() + " by " + sweep.field(), body.toString());
  }

  private void head(StringBuilder body) {
    RunFile.Verdict verdict =
        sweep.partial()
            ? RunFile.Verdict.PARTIAL
            : sweep.isPassed() ? RunFile.Verdict.PASSED : RunFile.Verdict.FAILED;
    body.append("<header><span class=\"verdict ").append(verdict).append("\">").append(verdict);
    body.append("</span>\n<h1>").append(sweep.capacity() ? "Capacity of " : "Load runs of ");
    body.append(Html.text(sweep.scenario() + " by " + sweep.field()));
    body.append("</h1>\n<p class=\"soft\">");
    body.append(
        sweep.capacity()
            ? "The highest rate that met the objectives, on a new system for each value; latency is that of the trial that confirmed it."
            : "One run for each value, each on a new system; latency counts from when a request was due.");
    body.append("</p>\n");
    if (sweep.note() != null) {
      body.append("<p class=\"soft\">").append(Html.text(sweep.note())).append("</p>\n");
    }
    if (sweep.partial()) {
      body.append("<p class=\"wrong\">It was ended before its time: ").append(sweep.rows().size());
      body.append(" of ").append(sweep.values().size()).append(" values had their turn.</p>\n");
    }
    body.append("</header>\n");
  }

  private String runs() {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : sweep.rows()) {
      Figures figures = row.figures();
      rows.add(
          List.of(
              value(row, RunPage.NAME),
              RunPage.decimal("%,.1f", figures.achieved()),
              RunPage.decimal("%,.1f", figures.p50()),
              RunPage.decimal("%,.1f", figures.p99()),
              RunPage.decimal("%,.1f", figures.p999()),
              RunPage.decimal("%.2f", figures.declinedPercent()),
              RunPage.decimal("%,d", figures.failedOrUnknown()),
              RunPage.decimal("%,d", row.audit().lost()),
              RunPage.decimal("%,d", row.audit().doubled()),
              verdict(row)));
    }
    return Html.table(
        List.of(
            sweep.field(),
            "achieved/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "declined %",
            "failed or unknown",
            "lost",
            "doubled",
            "verdict"),
        rows);
  }

  private String capacities() {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : sweep.rows()) {
      Figures figures = row.figures();
      rows.add(
          List.of(
              value(row, CapacityPage.NAME),
              row.capacity() == null ? "none" : RunPage.decimal("%,.0f", row.capacity()),
              figures == null ? "" : RunPage.decimal("%,.1f", figures.p50()),
              figures == null ? "" : RunPage.decimal("%,.1f", figures.p99()),
              figures == null ? "" : RunPage.decimal("%,.1f", figures.p999()),
              RunPage.decimal("%,d", row.audit().lost()),
              RunPage.decimal("%,d", row.audit().doubled()),
              Html.judged(row.audit().isClean(), row.audit().isClean() ? "right" : "wrong")));
    }
    return Html.table(
        List.of(
            sweep.field(),
            "highest rate/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "lost",
            "doubled",
            "books"),
        rows);
  }

  private static String value(Row row, String page) {
    return "<td class=\"text\">" + Html.link(row.folder() + "/" + page, row.value()) + "</td>";
  }

  private static String verdict(Row row) {
    return Html.judged(row.verdict() == RunFile.Verdict.PASSED, row.verdict().toString());
  }

  private List<Point> by(ToDoubleFunction<Row> measure) {
    return drawn.stream()
        .map(row -> new Point(Axis.place(sweep.values(), row.value()), measure.applyAsDouble(row)))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  private static double rate(Row row) {
    return row.capacity() == null ? row.figures().achieved() : row.capacity();
  }

  private String rates() {
    double top = drawn.stream().mapToDouble(SweepPage::rate).max().orElse(1);
    return new LineChart(
            (sweep.capacity() ? "Capacity by " : "Answered requests by ") + sweep.field(),
            Axis.ofValues(sweep.field(), sweep.values()),
            Axis.linear("requests/s", top))
        .dottedLine(
            sweep.capacity() ? "highest rate that met the objectives" : "answered a second",
            by(SweepPage::rate))
        .figure();
  }

  private String latencies() {
    double low = drawn.stream().mapToDouble(row -> row.figures().p50()).min().orElse(1);
    double high = drawn.stream().mapToDouble(row -> row.figures().p999()).max().orElse(1);
    return new LineChart(
            "Latency by " + sweep.field() + (sweep.capacity() ? ", at the highest rate" : ""),
            Axis.ofValues(sweep.field(), sweep.values()),
            Axis.logarithmic("ms, logarithmic", Math.max(low, MILLIS_LEAST), high))
        .dottedLine("p50", by(row -> row.figures().p50()))
        .dottedLine("p99", by(row -> row.figures().p99()))
        .dottedLine("p99.9", by(row -> row.figures().p999()))
        .figure();
  }

  private void findings(StringBuilder body) {
    for (Row row : sweep.rows()) {
      row.audit()
          .findings()
          .forEach(
              finding ->
                  body.append("<p class=\"wrong\">")
                      .append(Html.text(row.value() + ": " + finding))
                      .append("</p>\n"));
    }
  }

  private static void conditions(StringBuilder body, Conditions on) {
    body.append("<h2>Conditions</h2>\n<p>");
    body.append(Html.text(on.processor() + ", " + on.cores() + " cores, "));
    body.append(RunPage.decimal("%,d MiB", on.memoryMib()));
    body.append(Html.text("; " + on.system() + "; JDK " + on.jdk() + "; commit " + on.commit()));
    body.append("</p>\n");
  }
}
