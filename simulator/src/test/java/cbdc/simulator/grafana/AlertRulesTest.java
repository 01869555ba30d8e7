package cbdc.simulator.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cbdc.simulator.repository.Repository;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every alert tells who has to come and what to do, and is seen firing and silent. */
class AlertRulesTest {
  private static final long PROMTOOL_SECONDS = 60;
  private static final Path FOLDER = Repository.root().resolve(Dashboard.FOLDER).resolve("alerts");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : YAML.readTree(FOLDER.resolve("cbdc.yml").toFile()).path("groups")) {
      group.path("rules").forEach(alerts::add);
    }
    return alerts;
  }

  @Test
  void shouldTellWhoHasToComeAndWhatToDo() throws IOException {
    assertThat(alerts()).hasSizeGreaterThanOrEqualTo(12);
    for (JsonNode alert : alerts()) {
      JsonNode notes = alert.path("annotations");
      assertThat(alert.path("labels").path("severity").asText())
          .as(alert.path("alert").asText())
          .isIn("page", "ticket");
      assertThat(notes.path("summary").asText()).isNotBlank();
      assertThat(notes.path("description").asText()).isNotBlank();
      requireHeading(notes.path("runbook").asText());
    }
  }

  private static void requireHeading(String runbook) throws IOException {
    String[] parts = runbook.split("#", 2);
    Path document = Repository.root().resolve(parts[0]);
    assertThat(document).isRegularFile();
    if (parts.length == 2) {
      assertThat(
              Files.readAllLines(document).stream()
                  .filter(line -> line.startsWith("#"))
                  .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT))
                  .map(heading -> heading.replace(' ', '-')))
          .as("headings of %s", document)
          .contains(parts[1]);
    }
  }

  @Test
  void shouldBeTestedFiringAndSilent() throws IOException {
    Set<String> firing = new HashSet<>();
    Set<String> silent = new HashSet<>();
    JsonNode tests = YAML.readTree(FOLDER.resolve("tests/cbdc.test.yml").toFile()).path("tests");
    for (JsonNode test : tests) {
      for (JsonNode expected : test.path("alert_rule_test")) {
        (expected.path("exp_alerts").isEmpty() ? silent : firing)
            .add(expected.path("alertname").asText());
      }
    }
    List<String> names = alerts().stream().map(alert -> alert.path("alert").asText()).toList();

    assertThat(names).doesNotHaveDuplicates();
    assertThat(firing).containsExactlyInAnyOrderElementsOf(names);
    assertThat(silent).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void shouldFireInPrometheusOwnTests() throws Exception {
    Optional<Path> promtool = Prometheus.program("promtool");
    assumeTrue(
        promtool.isPresent(),
        "no promtool in PATH: install the package prometheus, and this test runs the alerts' own tests");

    run(promtool.get(), "check", "rules", "cbdc.yml");
    run(promtool.get(), "test", "rules", "tests/cbdc.test.yml");
  }

  private static void run(Path promtool, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(promtool.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(PROMTOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
