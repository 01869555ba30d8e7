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
import java.util.stream.Stream;
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
  private static final long END_SECONDS = 150;
  private static final int TERMINATED = 143;

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

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldAuditARunThatIsEndedEarly() throws IOException, InterruptedException {
    Path output = folder.resolve("early.txt");
    Process load = loading("early", output);
    // Ctrl-C takes the same way; Java has no other signal to send.
    load.destroy();
    assertThat(load.waitFor(END_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();

    String said = Files.readString(output);
    assertThat(load.exitValue()).as(said).isEqualTo(TERMINATED);
    assertThat(said).contains("lost 0, doubled 0", "PARTIAL").doesNotContain("bug", "Exception");
    Path early = clone.folder().resolve("early");
    JsonNode run = json(early);
    assertThat(run.at("/partial").asBoolean()).isTrue();
    assertThat(run.at("/verdict").asText()).isEqualTo("PARTIAL");
    JsonNode counts = run.at("/outcomes");
    assertThat(counts.at("/offered").asInt())
        .as("%s", counts)
        .isEqualTo(
            Stream.of("settled", "declined", "failed", "unknown")
                .mapToInt(outcome -> counts.path(outcome).asInt())
                .sum());
    assertThat(run.at("/audit/acknowledged").asInt()).isPositive();
    assertThat(run.at("/audit/lost").asInt(-1)).isZero();
    assertThat(run.at("/audit/doubled").asInt(-1)).isZero();
    assertThat(early)
        .isDirectoryContaining("glob:**/report.html")
        .isDirectoryNotContaining("glob:**/system");
  }

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldNameTheLogOfAServiceThatEndsByItself() throws IOException, InterruptedException {
    Path output = folder.resolve("killed.txt");
    Process load = loading("killed --set topology.processes=separate", output);
    ProcessHandle wallet =
        load.descendants()
            .filter(LoadLabCommandsTest::isWalletService)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no wallet service runs"));
    wallet.destroyForcibly();
    assertThat(load.waitFor(END_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();

    String said = Files.readString(output);
    assertThat(load.exitValue()).as(said).isEqualTo(1);
    assertThat(said).contains("ended by itself with exit code 137", "its log: ");
    assertThat(said).doesNotContain("bug", "Exception");
  }

  /** A run that goes on for minutes, and has begun. */
  private Process loading(String out, Path output) throws IOException {
    Process load =
        clone.start(
            "exec ./cbdc load smoke --set arrivals.phases='[{rate: 40, for: 5m}]' --out " + out,
            output);
    Await.until(
        "load is under way",
        UP_LIMIT,
        () -> {
          String said = Files.readString(output);
          assertThat(load.isAlive()).as(said).isTrue();
          return said.contains("/s sent");
        });
    return load;
  }

  /** Handles leave out the arguments of a process where they are long. */
  private static boolean isWalletService(ProcessHandle process) {
    Path words = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      return Files.readString(words).contains("\0wallet\0start\0");
    } catch (IOException gone) {
      return false;
    }
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
