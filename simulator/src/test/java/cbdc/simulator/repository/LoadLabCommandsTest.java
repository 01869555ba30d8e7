package cbdc.simulator.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an analyst types, in a fresh clone: a run, the same again, and the first one replayed. */
class LoadLabCommandsTest {
  private static final String SHORT =
      "./cbdc load smoke --set arrivals.warm-up=1s --set arrivals.phases='[{rate: 40, for: 6s}]'"
          // It is the record that is looked at, on a machine that does other things, too.
          + " --set objectives.p99=30s";

  @TempDir private Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldRepeatAndReplayARun() throws IOException, InterruptedException {
    FreshClone clone = FreshClone.in(folder.resolve("clone"));

    typed(clone, SHORT + " --bundle --parquet --jfr --out first");
    typed(clone, SHORT + " --out second");
    String replayed = typed(clone, "./cbdc replay-run first/bundle.zip");

    Path first = clone.folder().resolve("first");
    JsonNode run = json(first);
    assertThat(run.at("/verdict").asText()).isEqualTo("PASSED");
    assertThat(run.at("/audit/lost").asInt(-1)).isZero();
    assertThat(run.at("/audit/doubled").asInt(-1)).isZero();
    assertThat(run.at("/audit/acknowledged").asInt()).isPositive();
    assertThat(first)
        .isDirectoryContaining("glob:**/report.html")
        .isDirectoryContaining("glob:**/intervals.csv")
        .isDirectoryContaining("glob:**/payments.parquet")
        .isDirectoryContaining("glob:**/gatling");
    assertThat(first.resolve("flights")).isDirectoryContaining("glob:**/system.jfr");
    assertThat(json(clone.folder().resolve("second")).at("/requests/hash"))
        .as("the same seed makes the same requests")
        .isEqualTo(run.at("/requests/hash"));
    String state = run.at("/audit/stateHash").asText();
    assertThat(replayed).contains("state hash then   " + state, "state hash now    " + state);
  }

  private String typed(FreshClone clone, String command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    int exit = clone.run(command, output);
    String said = Files.readString(output);
    assertThat(exit).as("%s%n%s", command, said).isZero();
    return said;
  }

  private static JsonNode json(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("run.json").toFile());
  }
}
