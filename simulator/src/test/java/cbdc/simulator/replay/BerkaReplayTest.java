package cbdc.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The year 1993 of a real bank, whose data lies beside the project where it may be used at all;
 * never a part of it.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BerkaReplayTest {
  private static final Path DATA = Path.of("..", "..", "shared", "data", "berka");

  /** Figures about the bank's own records, which no replay computes. */
  private static final Set<String> NOT_REPLAYED =
      Set.of("wallets_never_declined", "of_those_within_20_00_of_the_banks_own_recorded_balance");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldEndOnTheBalancesThatAnIndependentProgramComputed(int nodes) throws Exception {
    Path history = DATA.resolve("trans-1993.asc");
    assumeTrue(
        Files.exists(history),
        "there is no " + history.toAbsolutePath().normalize() + ": the real year is not replayed");
    Path json = folder.resolve("out.json");
    Path output = folder.resolve("output.txt");
    Path data = folder.resolve("data");
    ReplayRunner.succeed(
        output, "replay", history, "--data", data, "--nodes", nodes, "--json", json);
    JsonNode report = ReplayRunner.json(json);
    JsonNode expected = ReplayRunner.json(DATA.resolve("expected-1993.json"));
    for (Map.Entry<String, JsonNode> figure : expected.properties()) {
      if (!NOT_REPLAYED.contains(figure.getKey())) {
        assertThat(report.get(figure.getKey())).as(figure.getKey()).isEqualTo(figure.getValue());
      }
    }
    assertThat(report.get("conservation").asText()).isEqualTo("ok");
    assertThat(report.get("nodes").asInt()).isEqualTo(nodes);
    ReplayRunner.succeed(output, "verify", data);
  }
}
