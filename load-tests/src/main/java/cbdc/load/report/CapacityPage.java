package cbdc.load.report;

import cbdc.load.record.Audit;
import cbdc.load.record.Capacity;
import cbdc.load.record.Capacity.Trial;
import cbdc.load.report.LineChart.Axis;
import cbdc.load.report.LineChart.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** {@code capacity.html}: a search for the capacity on one page, which needs nothing but itself. */
public final class CapacityPage {
  /** Its name in a search's folder. */
  public static final String NAME = "capacity.html";

  private static final double P99_LEAST = 0.1;

  private final Capacity found;

  private CapacityPage(Capacity found) {
    this.found = found;
  }

  /** Writes the page of a search into its folder. */
  public static void write(Capacity found, Path folder) throws IOException {
    Files.writeString(folder.resolve(NAME), new CapacityPage(found).page());
  }

  private String page() {
    StringBuilder body = new StringBuilder("<header><h1>Capacity: ");
    body.append(Html.text(found.scenario())).append("</h1>\n<p class=\"soft\">");
    body.append("The highest rate at which every objective of the scenario is met, by trials on");
    body.append(" one system.</p></header>\n");
    if (found.limitedByInjector()) {
      body.append("<p class=\"wrong\">The injector was late in trials that missed: the system may");
      body.append(" carry more.</p>\n");
    }
    body.append("<div class=\"tiles\">\n").append(tiles()).append("</div>\n");
    if (!found.trials().isEmpty()) {
      body.append("<section class=\"charts\">\n").append(chart()).append("</section>\n");
    }
    body.append("<h2>Trials</h2>\n").append(trials());
    body.append(audit(found.audit()));
    return Html.page(found.scenario() + " - capacity", body.toString());
  }

  private String tiles() {
    return Html.tile(
            found.capacity() == null ? "none" : RunPage.decimal("%,.0f/s", found.capacity()),
            found.capacity() == null ? "no rate met the objectives" : "met the objectives")
        + found
            .confirmed()
            .map(trial -> Html.tile(RunPage.millis(trial.p99Millis()), "p99 at it"))
            .orElse("")
        + Html.tile(Integer.toString(found.trials().size()), "trials")
        + Html.tile(
            RunPage.decimal("%,d", found.audit().lost() + found.audit().doubled()),
            "lost or doubled of "
                + RunPage.decimal("%,d", found.audit().acknowledged())
                + " acknowledged");
  }

  private String chart() {
    double rate = found.trials().stream().mapToDouble(Trial::rate).max().orElse(1);
    double low = found.trials().stream().mapToDouble(Trial::p99Millis).min().orElse(1);
    double high = found.trials().stream().mapToDouble(Trial::p99Millis).max().orElse(1);
    LineChart chart =
        new LineChart(
                "p99 of each trial by its rate",
                Axis.linear("planned requests/s", rate),
                Axis.logarithmic("ms, logarithmic", Math.max(low, P99_LEAST), high))
            .dots("objectives met", points(Trial::met))
            .rings("missed", points(trial -> !trial.met()));
    found.confirmed().ifPresent(trial -> chart.mark(trial.rate(), "confirmed"));
    return chart.figure();
  }

  private List<Point> points(Predicate<Trial> which) {
    return found.trials().stream()
        .filter(which)
        .sorted(Comparator.comparingDouble(Trial::rate))
        .map(trial -> new Point(trial.rate(), trial.p99Millis()))
        .toList();
  }

  private String trials() {
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : found.trials()) {
      rows.add(
          List.of(
              Html.link(trial.folder() + "/" + RunPage.NAME, trial.number() + " " + trial.phase()),
              RunPage.decimal("%,.0f", trial.rate()),
              RunPage.decimal("%,.1f", trial.answered()),
              RunPage.decimal("%,.1f", trial.p99Millis()),
              Html.judged(trial.met(), trial.met() ? "met" : "missed"),
              remark(trial)));
    }
    return Html.table(List.of("trial", "rate/s", "answered/s", "p99 ms", "objectives", ""), rows);
  }

  private String remark(Trial trial) {
    if (found.confirmed().filter(trial::equals).isPresent()) {
      return "<b>confirmed</b>";
    }
    return trial.injector() ? "the injector was late" : "";
  }

  private static String audit(Audit audit) {
    StringBuilder body = new StringBuilder("<h2>Audit of all trials</h2>\n<p><b>");
    body.append(Html.text(audit.line())).append("</b></p>\n");
    audit
        .findings()
        .forEach(f -> body.append("<p class=\"wrong\">").append(Html.text(f)).append("</p>\n"));
    return body.toString();
  }
}
