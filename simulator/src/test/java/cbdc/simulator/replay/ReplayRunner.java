package cbdc.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code cbdc} in a process of its own, as a user does, so that it can be killed. */
final class ReplayRunner {
  private ReplayRunner() {}

  /** Starts a command; its output goes to a file. */
  static Process start(Path output, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..").resolve("jvm.options"));
    command.addAll(List.of("-ea:cbdc...", "-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add("cbdc.simulator.app.CbdcMain");
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Runs a command to its end. */
  static int run(Path output, Object... arguments) throws IOException, InterruptedException {
    Process process = start(output, arguments);
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs a command that must succeed. */
  static void succeed(Path output, Object... arguments) throws IOException, InterruptedException {
    int exit = run(output, arguments);
    assertThat(exit).as(() -> read(output)).isZero();
  }

  /** What a command printed. */
  static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A report. */
  static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** A report's figures must be those that the rules give. */
  static void assertFigures(JsonNode report, Oracle oracle) throws Exception {
    assertThat(report.get("rows").asLong()).isEqualTo(oracle.rows());
    assertThat(report.get("declined").asLong()).isEqualTo(oracle.declined());
    assertThat(report.get("accepted").asLong()).isEqualTo(oracle.rows() - oracle.declined());
    oracle.byKind.forEach(
        (kind, count) ->
            assertThat(report.get("by_kind").get(kind).asLong()).as(kind).isEqualTo(count));
    oracle.declinedByKind.forEach(
        (kind, count) ->
            assertThat(report.get("declined_by_kind").get(kind).asLong())
                .as(kind)
                .isEqualTo(count));
    assertThat(report.get("wallets").asLong()).isEqualTo(oracle.wallets.size());
    assertThat(report.get("wallet_balance_total_minor").asLong()).isEqualTo(oracle.total());
    for (String bank : oracle.sent.keySet()) {
      assertThat(report.get("sent_to_partner_banks_minor").get(bank).asLong())
          .as(bank)
          .isEqualTo(oracle.sentTo(bank));
    }
    assertThat(report.get("balances_sha256").asText()).isEqualTo(oracle.sha256());
    assertThat(report.get("conservation").asText()).isEqualTo("ok");
  }
}
