package cbdc.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.console.CommandFailure;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class BenchHttpCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path dir;

  /** Options that make no sense, and what is said about them. */
  record WrongRow(String name, List<String> options, String says) implements Row {}

  private int execute(List<String> options) {
    return new CommandLine(new BenchHttpCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof CommandFailure failure) {
                err.append(failure.getMessage());
                return failure.exitCode();
              }
              throw e;
            })
        .execute(options.toArray(String[]::new));
  }

  @Test
  void shouldMeasureWhatARunFileNames() throws Exception {
    try (StubService service = new StubService(request -> StubService.settled())) {
      Path run =
          Files.writeString(
              dir.resolve("run.json"),
              "{\"format\":1,\"banks\":[{\"bank\":1,\"url\":\"http://127.0.0.1:"
                  + service.port()
                  + "\",\"wallets\":[{\"account\":\"DC15000100000001000001\",\"class\":1,\"token\":\"t\"}],"
                  + "\"merchants\":[{\"account\":\"DC15000100000001000002\",\"apiKey\":\"k\"}]}]}");
      Path json = dir.resolve("report.json");
      List<String> options = List.of("--run", run.toString(), "--rate", "50", "--connections", "2");
      List<String> times = List.of("--warm-up", "1", "--rounds", "1", "--seconds", "1");
      int code =
          execute(
              Stream.of(options, times, List.of("--json", json.toString()))
                  .flatMap(List::stream)
                  .toList());

      assertThat(code).as(err.toString()).isZero();
      assertThat(out.toString()).contains("Payments of 1 wallets of 1 bank(s) to 1 merchants");
      JsonNode report = new ObjectMapper().readTree(Files.readString(json));
      assertThat(report.at("/outcomes/settled").asLong()).isEqualTo(50);
      assertThat(report.at("/latencies/payments").asLong()).isEqualTo(50);
      assertThat(report.at("/target/connections").asLong()).isEqualTo(2);
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuse() {
    return Tables.tests(
        List.of(
            new WrongRow("no connection", List.of("--connections", "0"), "--connections: expected"),
            new WrongRow("no rate", List.of("--rate", "0"), "--rate: expected 1 or more"),
            new WrongRow(
                "half of what is not measured",
                List.of("--rate", "10", "--half"),
                "--rate and --half: expected one of them"),
            new WrongRow("no round", List.of("--rounds", "0"), "--rounds"),
            new WrongRow("no file", List.of(), "none.json cannot be read")),
        row -> {
          List<String> run = List.of("--run", dir.resolve("none.json").toString());
          int code = execute(Stream.of(run, row.options()).flatMap(List::stream).toList());
          assertThat(code).isEqualTo(2);
          assertThat(err.toString()).contains(row.says());
          err.getBuffer().setLength(0);
        });
  }
}
