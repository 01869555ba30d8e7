package cbdc.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.record.Audit;
import cbdc.load.record.Capacity;
import cbdc.load.record.Capacity.Trial;
import cbdc.load.record.RunFile.Verdict;
import cbdc.load.record.Sweep;
import cbdc.load.record.Sweep.Figures;
import cbdc.load.record.Sweep.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepPageTest {
  private static final Pattern CHART = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);
  private static final Audit CLEAN =
      new Audit("made up", 4, 1_000, 0, 0, 0, 0, true, "00", List.of());
  private static final Audit BROKEN =
      new Audit("made up", 4, 1_000, 1, 0, 0, 0, true, "00", List.of("LOST <one>"));

  @TempDir private Path folder;

  private static Row row(String value, Double capacity, double p99, Audit audit) {
    return new Row(
        value,
        "field=" + value,
        capacity,
        new Figures(100, p99 / 3, p99, 2 * p99, 1.5, 7),
        audit,
        audit.isClean() ? Verdict.PASSED : Verdict.FAILED);
  }

  private static Sweep sweep(List<String> values, boolean partial, Row... rows) {
    return new Sweep(
        Sweep.FORMAT, "made-up", "field", values, false, partial, null, Runs.HERE, List.of(rows));
  }

  private String page(Sweep sweep) throws IOException {
    SweepPage.write(sweep, folder);
    return Files.readString(folder.resolve(SweepPage.NAME));
  }

  private static List<Double> circles(String chart) throws Exception {
    var svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(chart.getBytes(StandardCharsets.UTF_8)));
    var found = svg.getElementsByTagName("circle");
    List<Double> x = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      var at = found.item(i).getAttributes();
      x.add(Double.valueOf(at.getNamedItem("cx").getNodeValue()));
      assertThat(x.getLast()).isBetween(0.0, 640.0);
      assertThat(Double.parseDouble(at.getNamedItem("cy").getNodeValue())).isBetween(0.0, 260.0);
    }
    return x;
  }

  private static String firstChart(String page) {
    Matcher charts = CHART.matcher(page);
    assertThat(charts.find()).isTrue();
    return charts.group();
  }

  @Test
  void shouldTellEveryValueAndLeadToItsRun() throws IOException {
    String page =
        page(sweep(List.of("9", "3"), false, row("9", null, 40, CLEAN), row("3", null, 9, BROKEN)));

    assertThat(page)
        .contains("FAILED", "Load runs of made-up by field", "40.0", "1.50", "LOST &lt;one&gt;")
        .contains("href=\"field=9/report.html\"", "Processor &lt;X&gt;")
        .containsSubsequence("field=9/report.html", "field=3/report.html")
        .doesNotContain("<one>", "http://www", "https://", "src=", "@import", "url(");
  }

  @Test
  void shouldSayThatItWasEndedEarly() throws IOException {
    assertThat(page(sweep(List.of("9", "3", "1"), true, row("9", null, 40, CLEAN))))
        .contains("PARTIAL", "1 of 3 values had their turn");
    assertThat(page(sweep(List.of("9", "3"), true))).contains("0 of 2").doesNotContain("<svg");
  }

  @Test
  void shouldPutNumbersAtTheirPlace() throws Exception {
    String page =
        page(
            sweep(
                List.of("4", "1", "2"),
                false,
                row("4", null, 40, CLEAN),
                row("1", null, 10, CLEAN),
                row("2", null, 20, CLEAN)));

    List<Double> x = circles(firstChart(page));
    assertThat(x).hasSize(3).isSorted();
    assertThat(x.get(2) - x.get(0)).isGreaterThan(2.9 * (x.get(1) - x.get(0)));
  }

  @Test
  void shouldPutWordsAtEvenDistancesAsTheyWereGiven() throws Exception {
    String chart =
        firstChart(
            page(
                sweep(
                    List.of("zipf", "90", "uniform"),
                    false,
                    row("zipf", null, 40, CLEAN),
                    row("90", null, 10, CLEAN),
                    row("uniform", null, 20, CLEAN))));

    List<Double> x = circles(chart);
    assertThat(x.get(2) - x.get(1)).isBetween(x.get(1) - x.get(0) - 1, x.get(1) - x.get(0) + 1);
    assertThat(chart).containsSubsequence(">zipf<", ">90<", ">uniform<");
  }

  @Test
  void shouldShowCapacitiesAndWhereThereIsNone() throws IOException {
    Sweep sweep =
        new Sweep(
            Sweep.FORMAT,
            "made-up",
            "field",
            List.of("1", "3"),
            true,
            false,
            "All ran in < one JVM.",
            null,
            List.of(
                row("1", 5_000.0, 40, CLEAN),
                new Row("3", "field=3", null, null, CLEAN, Verdict.PASSED)));

    assertThat(page(sweep))
        .contains("5,000", "none", "All ran in &lt; one JVM.", "href=\"field=1/capacity.html\"");
    assertThat(sweep.isPassed()).isTrue();
    assertThat(sweep.csv().lines())
        .contains("1,5000,100.00,13.333,40.000,80.000,1.50,7,0,0,PASSED,field=1")
        .contains("3,,,,,,,,0,0,PASSED,field=3");
  }

  @Test
  void shouldWriteFilesForOtherPrograms() throws IOException {
    Sweep sweep =
        sweep(List.of("{\"a\":1}", "3"), true, row("{\"a\":1,\"b\":2}", null, 40, BROKEN));
    sweep.write(folder);

    assertThat(folder.resolve("sweep.csv"))
        .content()
        .startsWith("value,capacity,achieved,")
        .contains("\"{\"\"a\"\":1,\"\"b\"\":2}\",,100.00,");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("sweep.json").toFile());
    assertThat(json.path("partial").asBoolean()).isTrue();
    assertThat(json.path("values").get(1).asText()).isEqualTo("3");
    assertThat(json.path("rows").get(0).path("figures").path("p99").asDouble()).isEqualTo(40);
    assertThat(json.path("rows").get(0).has("capacity")).isFalse();
    assertThat(sweep.isPassed()).isFalse();
  }

  @Test
  void shouldShowTheTrialsOfASearch() throws Exception {
    Capacity found =
        new Capacity(
            "made-up",
            500.0,
            true,
            List.of(
                new Trial(1, "steps", 500, true, 499, 20, false, "trial-01"),
                new Trial(2, "steps", 1_000, false, 700, 4_000, true, "trial-02"),
                new Trial(3, "confirmation", 500, true, 500, 25, false, "trial-03")),
            CLEAN);
    CapacityPage.write(found, folder);
    String page = Files.readString(folder.resolve(CapacityPage.NAME));

    assertThat(page)
        .contains("500/s", "25.0 ms", "<b>confirmed</b>", "the injector was late")
        .contains("href=\"trial-02/report.html\"", "acknowledged 1,000, lost 0, doubled 0");
    assertThat(firstChart(page)).contains(">confirmed<");
    assertThat(circles(firstChart(page))).hasSize(3);
  }
}
