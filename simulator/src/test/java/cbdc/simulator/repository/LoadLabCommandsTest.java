package cbdc.simulator.repository;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.PrivateFiles;
import cbdc.testkit.Await;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an analyst types, in a fresh clone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadLabCommandsTest {
  private static final String SHORT =
      "./cbdc load smoke --set arrivals.warm-up=1s --set arrivals.phases='[{rate: 40, for: 6s}]'"
          // It is the record that is looked at, on a machine that does other things, too.
          + " --set objectives.p99=30s";

  private static final Duration UP_LIMIT = Duration.ofMinutes(4);
  private static final long STOP_SECONDS = 60;

  private Path folder;
  private FreshClone clone;

  @BeforeAll
  void copy(@TempDir Path shared) throws IOException {
    folder = shared;
    clone = FreshClone.in(folder.resolve("clone"));
  }

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldRepeatAndReplayARun() throws IOException, InterruptedException {
    typed(SHORT + " --bundle --parquet --jfr --out first");
    typed(SHORT + " --out second");
    String replayed = typed("./cbdc replay-run first/bundle.zip");

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

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldLoadAndAuditWhatRunsAlready() throws IOException, InterruptedException {
    Path data = clone.folder().resolve("system");
    Path said = folder.resolve("run.txt");
    Process system = clone.start("exec ./cbdc run --free-ports --traffic 0 --data system", said);
    try {
      Await.until(
          "the system is up",
          UP_LIMIT,
          () -> {
            assertThat(system.isAlive()).as(Files.readString(said)).isTrue();
            return Files.readString(said).contains("Ctrl-C ends it");
          });
      JsonNode bank = json(data).at("/banks/0");
      Path token = clone.folder().resolve("operator.tokens");
      PrivateFiles.writeNew(
          token, bank.at("/operatorToken").asText().getBytes(StandardCharsets.UTF_8), "a token");

      typed(SHORT + " --run system/run.json --out running");
      typed(
          SHORT
              + " --target "
              + bank.at("/url").asText()
              + " --token-file operator.tokens --out target");
    } finally {
      system.destroy();
      assertThat(system.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as("it stops").isTrue();
    }
    for (String run : List.of("running", "target")) {
      JsonNode audit = json(clone.folder().resolve(run)).at("/audit");
      assertThat(audit.at("/acknowledged").asInt()).isPositive();
      assertThat(audit.at("/lost").asInt(-1)).isZero();
      assertThat(audit.at("/doubled").asInt(-1)).isZero();
      assertThat(audit.at("/conserved").asBoolean()).isTrue();
    }
    assertThat(clone.folder().resolve("target/people"))
        .as("tokens of those who were opened for it")
        .doesNotExist();
  }

  private String typed(String command) throws IOException, InterruptedException {
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
