package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.app.CbdcCommand;
import cbdc.simulator.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class NodeBenchmarkTest {
  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldMeasureOneNodeInThisProcessWithSeveralNumbersOfAccounts() throws IOException {
    JsonNode report =
        measured(
            "node --accounts 20,40 --shards 3 --window 50 --warm-up 1 --rounds 1 --seconds 1 --half");
    assertThat(report.at("/nodes/in_processes").asBoolean()).isFalse();
    assertThat(report.get("results")).hasSize(2);
    for (JsonNode result : report.get("results")) {
      assertThat(result.at("/opening/opened_per_second").asDouble()).isPositive();
      double rate = result.at("/throughput/median_per_second").asDouble();
      assertThat(rate).isPositive();
      assertThat(result.at("/throughput/not_settled").asLong()).isZero();
      assertThat(result.at("/latencies/offered_per_second").asLong())
          .isEqualTo(Math.max(1, Math.round(rate / 2)));
      assertLatencies(result);
    }
    assertThat(out.toString()).contains("40 accounts: ", "of the rate with 20");
  }

  @Test
  void shouldMeasureThreeNodesInProcessesOfTheirOwn() throws IOException {
    JsonNode report =
        measured(
            "node --nodes 3 --processes --node-heap 256 --accounts 20 --shards 3 --rate 50 --warm-up 1 --rounds 1 --seconds 1");
    assertThat(report.at("/nodes/nodes").asInt()).isEqualTo(3);
    assertThat(report.at("/nodes/in_processes").asBoolean()).isTrue();
    assertThat(report.at("/nodes/heap_mib_per_node").asLong()).isEqualTo(256);
    assertThat(report.at("/nodes/jvm_options").toString()).contains("-Xmx256m");
    assertThat(report.at("/machine/disk_sync/writes").asInt()).isPositive();
    JsonNode result = report.get("results").get(0);
    assertThat(result.has("throughput")).isFalse();
    assertLatencies(result);
    assertThat(result.get("store").asText()).doesNotStartWith("0 syncs");
  }

  @Test
  void shouldMeasureRecoveryAfterAStopAndAfterAKill() throws IOException {
    JsonNode report =
        measured("recovery --accounts 50 --shards 3 --rounds 1 --seconds 1 --node-heap 256");
    JsonNode recoveries = report.get("recoveries");
    assertThat(recoveries).hasSize(2);
    assertThat(recoveries.get(0).get("is_after_kill").asBoolean()).isFalse();
    assertThat(recoveries.get(1).get("is_after_kill").asBoolean()).isTrue();
    for (JsonNode recovery : recoveries) {
      assertThat(recovery.get("payments_since_last").asLong()).isPositive();
      assertThat(recovery.get("up_seconds").asDouble()).isPositive();
      assertThat(recovery.get("answering_seconds").asDouble())
          .isGreaterThan(recovery.get("up_seconds").asDouble());
    }
  }

  @Test
  void shouldMeasurePaymentsOverHttpInASystemOfItsOwn() throws IOException {
    JsonNode report =
        measured(
            "http --wallets 3 --merchants 2 --shards 3 --heap 256 --connections 2 --rate 20 --warm-up 1 --rounds 1 --seconds 1");
    assertThat(report.at("/system/heap_mib_per_process").asLong()).isEqualTo(256);
    assertThat(report.at("/target/wallets").asInt()).isEqualTo(3);
    assertThat(report.at("/target/merchants").asInt()).isEqualTo(2);
    assertThat(report.at("/outcomes/by_name").toString()).isEqualTo("{\"201 settled\":20}");
    assertLatencies(report);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node --nodes 2                 | --nodes: expected 1, 3, 5, 7 or 9 but got 2",
        "node --accounts 1              | --accounts: expected 2 or more",
        "node --accounts 10,10          | --accounts: expected each number once",
        "node --window 60001            | --window: expected 1 to 60000 but got 60001",
        "node --rate 0                  | --rate: expected 1 or more",
        "node --rate 10 --half          | --rate and --half: expected one of them",
        "node --rounds 0                | --rounds, --seconds: expected 1 or more",
        "node --node-heap 512           | --node-heap: expected together with --processes",
        "node --processes --node-heap 9 | --node-heap: expected 128 MiB or more",
        "recovery --accounts 0          | --accounts: expected 2 or more",
        "node --data .                  | use an empty or a new directory",
        "http --run x --wallets 5       | --merchants, --shards, --heap: expected without --run",
        "http --wallets 0               | --wallets, --merchants: expected 1 or more",
        "http --shards 1                | --shards: expected 2 to 256",
        "http --heap 9                  | --heap: expected 128 MiB or more",
      })
  void shouldRefuseWhatCannotBeMeasured(String arguments, String message) {
    assertThat(execute(arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }

  private static void assertLatencies(JsonNode result) {
    JsonNode latencies = result.get("latencies");
    assertThat(latencies.get("not_settled").asLong()).isZero();
    double p50 = latencies.get("p50_millis").asDouble();
    double p99 = latencies.get("p99_millis").asDouble();
    double p999 = latencies.get("p999_millis").asDouble();
    assertThat(p50).isPositive().isLessThanOrEqualTo(p99);
    assertThat(p999).isBetween(p99, latencies.get("max_millis").asDouble());
  }

  private JsonNode measured(String arguments) throws IOException {
    Path json = dir.resolve("report.json");
    assertThat(execute(arguments + " --json " + json)).as(err::toString).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(json.toFile());
  }

  private int execute(String arguments) {
    return CbdcCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(("bench " + arguments).split(" "));
  }
}
