package cbdc.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: command line, nodes with their stores, issuer, clients, ledger. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ReplayTest {
  private static final Path SAMPLE = Path.of("..", "docs", "sample", "history.asc");

  @TempDir private Path folder;

  @Test
  void shouldShipTheSampleThatTheGeneratorMakes() throws Exception {
    assertThat(Files.readString(SAMPLE))
        .isEqualTo(SampleHistory.text(SampleHistory.SEED, SampleHistory.ROWS, 25));
  }

  @Test
  void shouldReplayTheSampleToTheFiguresOfTheRulesAndLeaveStoresThatVerify() throws Exception {
    Path json = folder.resolve("out.json");
    Path data = folder.resolve("data");
    Path output = folder.resolve("output.txt");
    ReplayRunner.succeed(output, "replay", SAMPLE, "--data", data, "--json", json);
    Oracle oracle = new Oracle(Files.readAllLines(SAMPLE));
    ReplayRunner.assertFigures(ReplayRunner.json(json), oracle);
    assertThat(oracle.declined()).isPositive();

    // Started again there is nothing to do, and the figures are the same.
    ReplayRunner.succeed(output, "replay", SAMPLE, "--data", data, "--json", json);
    JsonNode again = ReplayRunner.json(json);
    ReplayRunner.assertFigures(again, oracle);
    assertThat(again.get("payments").asLong()).isZero();
    assertThat(again.get("continued").asBoolean()).isTrue();

    ReplayRunner.succeed(output, "verify", data);
    assertThat(ReplayRunner.read(output)).contains("ok: 16 of 16 shards", "conservation        ok");
  }

  @Test
  void shouldReachTheSameFiguresOverHttpAlsoAfterAKill() throws Exception {
    Path json = folder.resolve("out.json");
    Path data = folder.resolve("data");
    Path output = folder.resolve("output.txt");
    Process process = ReplayRunner.start(output, "replay", SAMPLE, "--http", "--data", data);
    try {
      while (process.isAlive() && !ReplayRunner.read(output).contains("admitted and funded")) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      process.waitFor(1_500, TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
    ReplayRunner.succeed(output, "replay", SAMPLE, "--http", "--data", data, "--json", json);
    ReplayRunner.assertFigures(ReplayRunner.json(json), new Oracle(Files.readAllLines(SAMPLE)));
    ReplayRunner.succeed(output, "verify", data);
  }

  @Test
  void shouldGoOnAfterBeingKilledAndEndOnTheSameFigures() throws Exception {
    List<String> lines = SampleHistory.lines(7, 6_000, 60);
    Path history = Files.write(folder.resolve("history.asc"), lines);
    Path json = folder.resolve("out.json");
    Path data = folder.resolve("data");
    Path output = folder.resolve("output.txt");
    for (int millisAfterStart : List.of(0, 300, 900)) {
      kill(history, data, output, millisAfterStart);
    }
    ReplayRunner.succeed(output, "replay", history, "--data", data, "--json", json);
    JsonNode report = ReplayRunner.json(json);
    ReplayRunner.assertFigures(report, new Oracle(lines));
    ReplayRunner.succeed(output, "verify", data);
  }

  /** Kills a replay some time after it began to send rows. */
  private static void kill(Path history, Path data, Path output, long millis) throws Exception {
    Process process = ReplayRunner.start(output, "replay", history, "--data", data);
    try {
      while (process.isAlive() && !ReplayRunner.read(output).contains("admitted and funded")) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldKeepWhatCameBeforeABrokenLineAndGoOnOnceItIsMended() throws Exception {
    List<String> lines = SampleHistory.lines(11, 60, 5);
    List<String> broken = new java.util.ArrayList<>(lines);
    broken.set(41, broken.get(41).replaceFirst("\"(PRIJEM|VYDAJ)\"", "\"PRIJEN\""));
    Path history = Files.write(folder.resolve("history.asc"), broken);
    Path json = folder.resolve("out.json");
    Path data = folder.resolve("data");
    Path output = folder.resolve("output.txt");
    assertThat(ReplayRunner.run(output, "replay", history, "--data", data, "--json", json))
        .isEqualTo(1);
    assertThat(ReplayRunner.read(output))
        .contains(
            "history.asc, line 42: column 4 (type): expected PRIJEM (credit), VYDAJ or VYBER (debit) but found 'PRIJEN'")
        .contains("The 40 rows before it are replayed");
    ReplayRunner.assertFigures(ReplayRunner.json(json), new Oracle(lines.subList(0, 41)));

    // Mended, and in two files now, which are one history.
    Path first = Files.write(folder.resolve("first.asc"), lines.subList(0, 51));
    List<String> rest = new java.util.ArrayList<>(lines.subList(51, lines.size()));
    rest.addFirst(lines.getFirst());
    Path second = Files.write(folder.resolve("second.asc"), rest);
    ReplayRunner.succeed(output, "replay", first, second, "--data", data, "--json", json);
    ReplayRunner.assertFigures(ReplayRunner.json(json), new Oracle(lines));
  }
}
