package cbdc.load.report;

import cbdc.load.record.Conditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A comparison on one page, which needs nothing but itself. */
public final class ComparisonPage {
  private ComparisonPage() {}

  /** Writes it. */
  public static void write(Comparison comparison, Path file) throws IOException {
    Files.writeString(file, page(comparison));
  }

  private static String page(Comparison comparison) {
    StringBuilder body = new StringBuilder("<h1>Load runs compared</h1>\n");
    Conditions on = comparison.groups().getFirst().runs().getFirst().run().conditions();
    body.append("<p class=\"soft\">");
    body.append(Html.text(on.processor() + ", " + on.cores() + " cores, JDK " + on.jdk()));
    body.append(". Medians of each group; a change within ");
    body.append(RunPage.decimal("%.0f %%", comparison.tolerancePercent()));
    body.append(" counts as none.</p>\n");
    comparison
        .differences()
        .forEach(
            difference ->
                body.append("<p class=\"wrong\">").append(Html.text(difference)).append("</p>\n"));
    if (comparison.isOfFewRuns()) {
      body.append(
          "<p class=\"soft\">With fewer than eight runs in both groups ranks cannot tell a difference from chance.</p>\n");
    }
    body.append(lines(comparison));
    body.append("<h2>Distribution</h2>\n<section class=\"charts\">\n");
    body.append(
        RunPage.distribution(
                comparison.groups().stream().map(Comparison.Group::name).toList(),
                comparison.groups().stream().map(Comparison.Group::pooled).toList())
            .figure());
    body.append("</section>\n<h2>Runs</h2>\n").append(runs(comparison));
    return Html.page("Load runs compared", body.toString());
  }

  /** A table of each group that is held against the first one. */
  private static String lines(Comparison comparison) {
    String base = comparison.groups().getFirst().name();
    Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    for (Comparison.Line line : comparison.lines()) {
      tables
          .computeIfAbsent(line.group(), group -> new ArrayList<>())
          .add(
              List.of(
                  Html.text(line.measure().words()),
                  RunPage.decimal("%,.2f", line.base()),
                  RunPage.decimal("%,.2f", line.other()),
                  RunPage.decimal("%.2f", line.ratio()),
                  judgement(line.judgement()),
                  RunPage.decimal("%.3f", line.chance())));
    }
    StringBuilder text = new StringBuilder();
    tables.forEach(
        (group, rows) ->
            text.append("<h2>")
                .append(Html.text(group + " beside " + base))
                .append("</h2>\n")
                .append(
                    Html.table(List.of("median", "base", "this", "ratio", "", "chance"), rows)));
    return text.toString();
  }

  private static String judgement(Comparison.Judgement judgement) {
    return switch (judgement) {
      case BETTER -> "<span class=\"good\">better</span>";
      case WORSE -> "<span class=\"wrong\">worse</span>";
      case SAME -> "the same";
      case UNSURE -> "may be chance";
    };
  }

  private static String runs(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (Comparison.Group group : comparison.groups()) {
      for (RecordedRun run : group.runs()) {
        rows.add(
            List.of(
                Html.text(run.folder().toString()),
                Html.text(run.run().scenario().name()),
                Html.text(run.run().conditions().commit()),
                run.run().verdict().toString(),
                RunPage.decimal("%,.1f", run.run().rate().achieved()),
                RunPage.decimal("%,.1f", run.run().latency().p50()),
                RunPage.decimal("%,.1f", run.run().latency().p99())));
      }
    }
    return Html.table(
        List.of("folder", "scenario", "commit", "verdict", "answered/s", "p50 ms", "p99 ms"), rows);
  }
}
