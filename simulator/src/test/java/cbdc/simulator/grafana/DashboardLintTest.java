package cbdc.simulator.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.grafana.Dashboard.Panel;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reviewer would say of a dashboard; there is no Grafana here that could. */
@ParameterizedClass
@MethodSource("dashboards")
class DashboardLintTest {
  private static final int SCHEMA_VERSION = 42;
  private static final int COLUMNS = 24;
  private static final Pattern RANGE = Pattern.compile("\\brate\\([^\\[]*\\[([^]]*)]");
  private static final Pattern SELECTOR =
      Pattern.compile("\\b(?:(?:cbdc|jvm|process|system)_[a-z0-9_]+|up)\\b(\\{[^}]*})?");

  @Parameter private Dashboard dashboard;
  private List<Panel> panels;

  @SuppressWarnings("unused") // of the parameterized class
  static List<Dashboard> dashboards() throws IOException {
    return Dashboard.all();
  }

  @BeforeEach
  void listPanels() {
    panels = dashboard.panels();
  }

  @Test
  void shouldBeOfTheFormThatGrafanaReads() {
    assertThat(dashboard.root().path("schemaVersion").asInt()).isEqualTo(SCHEMA_VERSION);
    assertThat(dashboard.root().path("uid").asText()).isNotBlank();
    assertThat(dashboard.root().path("title").asText()).isNotBlank();
    assertThat(panels).isNotEmpty();
  }

  @Test
  void shouldGiveEveryPanelItsOwnIdAndTitle() {
    assertThat(panels).extracting(Panel::id).doesNotHaveDuplicates().doesNotContain(0);
    assertThat(panels).extracting(Panel::title).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void shouldSayWhatEachPanelShowsAndInWhichUnit() {
    assertThat(panels)
        .allSatisfy(
            panel -> {
              assertThat(panel.node().path("description").asText()).hasSizeGreaterThan(30);
              assertThat(panel.unit()).isNotBlank();
            });
  }

  @Test
  void shouldLetNoPanelsOverlap() {
    for (Panel panel : panels) {
      assertThat(panels).as("%s", panel).noneMatch(panel::overlaps);
      assertThat(panel.place("x")).isNotNegative();
      assertThat(panel.place("y")).isNotNegative();
      assertThat(panel.place("w")).isPositive();
      assertThat(panel.place("h")).isPositive();
      assertThat(panel.place("x") + panel.place("w")).isLessThanOrEqualTo(COLUMNS);
    }
  }

  @Test
  void shouldLetItsUserChooseTheDataSourceAndTheJobs() {
    assertThat(dashboard.variables())
        .extracting(variable -> variable.path("name").asText())
        .containsExactly("datasource", "job");
    for (Panel panel : panels) {
      assertThat(dataSource(panel.node())).isEqualTo("${datasource}");
      assertThat(panel.targets())
          .isNotEmpty()
          .allSatisfy(target -> assertThat(dataSource(target)).isEqualTo("${datasource}"));
      assertThat(panel.targets())
          .extracting(target -> target.path("refId").asText())
          .doesNotHaveDuplicates()
          .doesNotContain("");
      assertThat(panel.targets())
          .allSatisfy(
              target ->
                  assertThat(target.path("legendFormat").asText()).as("%s", panel).isNotBlank());
    }
  }

  @Test
  void shouldAskForTheChosenJobsOnly() {
    for (String query : dashboard.queries()) {
      var selectors = SELECTOR.matcher(query);
      assertThat(selectors.find()).as(query).isTrue();
      do {
        assertThat(selectors.group(1)).as(query).contains("job=~\"$job\"");
      } while (selectors.find());
    }
  }

  @Test
  void shouldTakeRatesOverWhatGrafanaThinksRight() {
    for (String query : dashboard.queries()) {
      var ranges = RANGE.matcher(query);
      while (ranges.find()) {
        assertThat(ranges.group(1)).as(query).isEqualTo("$__rate_interval");
      }
    }
    assertThat(dashboard.queries()).anyMatch(query -> query.contains("$__rate_interval"));
  }

  private static String dataSource(JsonNode node) {
    return node.path("datasource").path("uid").asText();
  }
}
