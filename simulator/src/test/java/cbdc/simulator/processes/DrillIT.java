package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.app.CbdcCommand;
import cbdc.simulator.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Three processes lose nothing when one, and when all, are killed under load. Times are no subject
 * here: the machine may be busy with other tests.
 */
@Timeout(420)
class DrillIT {
  @TempDir private Path folder;

  @Test
  void shouldLoseAndDoubleNothingWhenNodesAreKilledUnderLoad() throws Exception {
    Path json = folder.resolve("drill.json");
    StringWriter said = new StringWriter();
    PrintWriter printer = new PrintWriter(said);
    CommandLine line = CbdcCommand.commandLine().setOut(printer).setErr(printer);

    int exit =
        line.execute(
            "drill",
            "kill-one",
            "kill-all",
            "--payments=3000",
            "--rate=400",
            "--limit=300",
            "--seed=7",
            "--dir=" + folder.resolve("nodes"),
            "--json=" + json);

    assertThat(exit).as(said::toString).isEqualTo(ExitCode.OK);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("result").asText()).isEqualTo("ok");
    assertThat(report.get("rows")).hasSize(2);
    for (JsonNode row : report.get("rows")) {
      assertThat(row.get("acknowledged").asLong()).as(row::toString).isGreaterThan(1_000);
      assertThat(row.get("refused").asLong()).as(row::toString).isPositive();
      assertThat(row.get("verified_records").asLong()).as(row::toString).isPositive();
      for (String field : List.of("lost", "doubled", "disagreements")) {
        assertThat(row.get(field).asLong()).as("%s of %s", field, row).isZero();
      }
    }
  }

  @Test
  void shouldNameTheFaultsWhereOneIsNotKnown() {
    StringWriter said = new StringWriter();
    CommandLine line = CbdcCommand.commandLine().setErr(new PrintWriter(said, true));
    assertThat(line.execute("drill", "flood")).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString()).contains("no such fault: flood", "kill-one", "rolling-restart");
  }
}
