package cbdc.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.load.scenario.ScenarioFiles;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LoadCommandTest {
  private static String output(String... arguments) {
    StringWriter written = new StringWriter();
    new CommandLine(new LoadCommand()).setOut(new PrintWriter(written)).execute(arguments);
    return written.toString();
  }

  @Test
  void shouldListEveryShippedScenario() {
    assertThat(output("--list").lines().map(line -> line.strip().split(" ", 2)[0]))
        .containsExactlyElementsOf(ScenarioFiles.SHIPPED);
  }

  /** A row: arguments, and what is said about them before anything is started. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smoky | smoky: is no shipped scenario; did you mean smoke?",
        "no/such.yaml | no/such.yaml: cannot be read",
        "smoke --set topology.nodes=2 | topology.nodes is 2: expected 1 or 3",
        "smoke --set mixx=1 | mixx is unknown: did you mean mix?",
        "smoke --seed -4 | seed is -4",
        "node-failure --run some/run.json | has faults, which need a system of its own",
        "smoke --repeat 0 | --repeat: expected 1 to 10 but got 0",
        "steady --find-capacity --repeat 2 | --repeat: expected without --find-capacity",
        "smoke --heap 12 | --heap: expected 128 MiB or more but got 12",
      })
  void shouldRefuseBeforeItStartsAnything(String arguments, String message) {
    assertThatThrownBy(
            () -> {
              LoadCommand command = new LoadCommand();
              new CommandLine(command).parseArgs(arguments.split(" "));
              command.call();
            })
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(message);
  }
}
