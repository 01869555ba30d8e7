package cbdc.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.load.scenario.Overrides;
import cbdc.load.scenario.ScenarioException;
import cbdc.load.scenario.ScenarioFiles;
import cbdc.simulator.repository.Repository;
import cbdc.testkit.SchemaCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema, by which editors help, and the program agree on what a scenario may hold. */
class ScenarioSchemaTest {
  @SuppressWarnings("unused") // of the parameterized test
  private static final List<String> SHIPPED = ScenarioFiles.SHIPPED;

  private static final String REST =
      "\nname: tried\nmix: {pay-merchant: 1}\narrivals: {phases: [{rate: 10, for: 30s}]}\n";

  private SchemaCheck schema;

  @BeforeEach
  void readSchema() throws IOException {
    schema =
        new SchemaCheck(
            Files.readString(
                Repository.root().resolve("load-tests/scenarios/scenario.schema.json")));
  }

  @ParameterizedTest
  @FieldSource("SHIPPED")
  void shouldTakeEveryShippedScenario(String name) {
    assertThat(schema.problems(ScenarioFiles.find(name).yaml())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seeed: 1",
        "seed: one",
        "topology: {nodes: 2}",
        "topology: {shards: 0}",
        "topology: {shards: 1025}",
        "topology: {batch: 0}",
        "topology: {batch: 4097}",
        "topology: {processes: many}",
        "population: {wallets: {class-5: 1}}",
        "population: {merchants: 0}",
        "choice: {payers: {zipf: 9}}",
        "choice: {payers: {hotspot: {percent: 0}}}",
        "choice: {between-banks: 101}",
        "amounts: {from: 0}",
        "sends: 3",
        "objectives: {p99: 100}",
        "objectives: {failed: 101}",
        "faults: [{at: 2s}]",
        "faults: [{at: 2s, kind: kill-all}]",
      })
  void shouldRefuseWhatTheProgramRefuses(String wrong) {
    String yaml = wrong + REST;

    assertThat(schema.problems(yaml)).isNotEmpty();
    assertThatThrownBy(() -> new ScenarioFiles("tried.yaml", yaml).read(Overrides.NONE))
        .isInstanceOf(ScenarioException.class);
  }

  @Test
  void shouldTakeWhatTheProgramTakes() {
    String yaml =
        "seed: 7\ntopology: {nodes: 3}\nchoice: {payers: {zipf: 1.2}, merchants: uniform, same-zone: 10}\n"
            + "faults: [{at: 2s, kind: pause-leader, back-after: 5s}]"
            + REST;

    assertThat(schema.problems(yaml)).isEmpty();
    assertThat(new ScenarioFiles("tried.yaml", yaml).read(Overrides.NONE).seed()).isEqualTo(7);
  }
}
