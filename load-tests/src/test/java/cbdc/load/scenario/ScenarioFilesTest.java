package cbdc.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.load.scenario.Scenario.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ScenarioFilesTest {
  @SuppressWarnings("unused") // of the parameterized test
  private static final List<String> SHIPPED = ScenarioFiles.SHIPPED;

  private static final String SMALL =
      "name: small\nmix: {pay-merchant: 1}\narrivals: {phases: [{rate: 10, for: 5s}]}\n";

  private static Scenario read(String yaml, Map<String, String> overrides) {
    return new ScenarioFiles("small.yaml", yaml).read(new Overrides(overrides));
  }

  @ParameterizedTest
  @FieldSource("SHIPPED")
  void shouldShipAScenarioThatCanBeUsed(String name) {
    Scenario scenario = ScenarioFiles.find(name).read(Overrides.NONE);

    assertThat(scenario.name()).isEqualTo(name);
    assertThat(scenario.about()).isNotEmpty();
  }

  @Test
  void shouldShipEveryFileOfTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".yaml"))
                  .map(name -> name.replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(ScenarioFiles.SHIPPED);
    }
  }

  @Test
  void shouldFillInWhatIsLeftOut() {
    Scenario scenario = read(SMALL, Map.of());

    assertThat(scenario.seed()).isEqualTo(1);
    assertThat(scenario.sends()).isEqualTo(1);
    assertThat(scenario.population().walletsPerBank()).isEqualTo(100);
    assertThat(scenario.choice().payers()).isEqualTo(new Draw.Uniform());
    assertThat(scenario.objectives().failedPercent()).isEqualTo(1);
  }

  @Test
  void shouldTakeFieldsThatAreSetBeside() {
    Scenario scenario =
        read(
            SMALL,
            Map.of(
                "seed", "7",
                "objectives.p99", "250ms",
                "choice.merchants", "{hotspot: {percent: 90, among: 2}}"));

    assertThat(scenario.seed()).isEqualTo(7);
    assertThat(scenario.objectives().p99Millis()).isEqualTo(250);
    assertThat(scenario.choice().merchants()).isEqualTo(new Draw.Hotspot(90, 2));
  }

  @Test
  void shouldSetWhatAListHasBesideTheList() {
    Map<String, String> set =
        Map.of(
            "arrivals.phases[1].rate", "40",
            "arrivals.phases", "[{rate: 10, for: 5s}, {rate: 20, for: 5s}]");

    assertThat(read(SMALL, set).arrivals().phases())
        .extracting(Scenario.Phase::from)
        .containsExactly(10.0, 40.0);
  }

  @ParameterizedTest
  @CsvSource({"one, 16", "separate, 4"})
  void shouldHaveTheShardsOfItsKindOfSystem(String processes, int shards) {
    assertThat(read(SMALL, Map.of("topology.processes", processes)).topology().shards())
        .isEqualTo(shards);
  }

  /** A row: a field, its value, and what the message must say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seeed | 1 | seeed is unknown: did you mean seed?",
        "seed | one | seed is \"one\": expected a whole number from 0",
        "seed | -1 | seed is -1: expected a whole number from 0",
        "name | Big Run | name is \"Big Run\": expected small letters, digits and hyphens",
        "mix | {} | mix holds no action: give one of them a weight above 0",
        "mix.pay-merchnt | 3 | mix.pay-merchnt is unknown: did you mean pay-merchant?",
        "topology.nodes | 2 | topology.nodes is 2: expected 1 or 3",
        "topology.shards | 1025 | topology.shards is 1025: expected a whole number from 1 to 1024",
        "topology.batch | 4097 | topology.batch is 4097: expected a whole number from 1 to 4096",
        "topology | 3 | topology is 3: expected fields and values",
        "arrivals.phases[1].rate | 3 | arrivals.phases[1].rate cannot be set: phases[1] is not there",
        "name.first | 3 | name.first cannot be set: name has no fields",
        "topology.processes | many | topology.processes is \"many\": expected one of one, separate",
        "population.wallets | {class-1: 1} | population.wallets are fewer than two at a bank",
        "choice.payers | {zipf: 9} | choice.payers.zipf is 9: expected a number from 0.01 to 5.0",
        "choice.payers | {often: 9} | choice.payers is {\"often\":9}: expected uniform",
        "amounts | {from: 9, to: 3} | amounts.to is 3: expected at least from, which is 9",
        "arrivals.phases | [] | arrivals.phases are none: give one",
        "arrivals.phases | 5 | arrivals.phases is 5: expected a list",
        "arrivals.phases | [{rate: 5}] | arrivals.phases[0].for is missing",
        "arrivals.phases | [{rate: 5, from: 3, for: 5s}] | arrivals.phases[0].rate or both from and to",
        "arrivals.phases | [{rate: 5, for: 5}] | arrivals.phases[0].for is 5: expected a whole number with its unit",
        "arrivals.phases | [{rate: 5, for: 100h}] | arrivals.phases[0].for is longer than 48h",
        "arrivals.warm-up | 5s | arrivals.warm-up is as long as the run",
        "arrivals.model | half-open | arrivals.model is \"half-open\": expected one of open, closed",
        "objectives.p99 | 100 | objectives.p99 is 100: expected a whole number with its unit ms, s, m or h",
        "faults | [{at: 2s, kind: kill-leader}] | faults need topology.nodes: 3",
        "sends | 3 | sends is 3: expected a whole number from 1 to 2",
      })
  void shouldNameTheFieldTheRuleAndTheRemedy(String field, String value, String message) {
    assertThatThrownBy(() -> read(SMALL, Map.of(field, value)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("small.yaml: ")
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseWhatCannotBeTogether() {
    assertThatThrownBy(
            () -> read(SMALL, Map.of("topology.banks", "1", "choice.between-banks", "50")))
        .hasMessageContaining("there is no other bank");
    assertThatThrownBy(
            () ->
                read(
                    SMALL,
                    Map.of("topology.nodes", "3", "faults", "[{at: 1s, kind: kill-leader}]")))
        .hasMessageContaining("not over before the run ends");
    assertThatThrownBy(
            () ->
                read(
                    SMALL,
                    Map.of(
                        "sends",
                        "2",
                        "arrivals",
                        "{model: closed, phases: [{users: 2, for: 5s}]}")))
        .hasMessageContaining("only the open model");
  }

  @ParameterizedTest
  @CsvSource({"'a: [', is not YAML", "'just text', holds no fields", "'a: 1\na: 2', is not YAML"})
  void shouldRefuseWhatIsNoScenario(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml, Map.of())).hasMessageContaining(message);
  }

  @Test
  void shouldNameTheNearestShippedScenario() {
    assertThatThrownBy(() -> ScenarioFiles.find("smokee"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("did you mean smoke?");
    assertThatThrownBy(() -> ScenarioFiles.find("no/such.yaml"))
        .hasMessageContaining("cannot be read");
  }
}
