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
        "smoke --target http://127.0.0.1:1 | --token-file: expected one for each --target, 1, but got 0",
        "smoke --target http://10.0.0.7:1 --token-file t | --target: http://10.0.0.7:1 is not a loopback address",
        "smoke --target http://127.0.0.1:1 --token-file no/such | --token-file no/such",
        "smoke --run a --target http://127.0.0.1:1 --token-file t | --target: expected without --run",
        "node-failure --target http://127.0.0.1:1 --token-file t | has faults, which need a system of its own",
        "smoke --repeat 0 | --repeat: expected 1 to 10 but got 0",
        "steady --find-capacity --repeat 2 | --repeat: expected without --find-capacity",
        "smoke --heap 12 | --heap: expected 128 MiB or more but got 12",
        "smoke --sweep topology.nodes | --sweep: is 'topology.nodes': expected FIELD=V1,V2",
        "smoke --sweep topology.nodes=1 | --sweep: got 1 of 2 to 12 values",
        "smoke --sweep seed=1,2,3,4,5,6,7,8,9,10,11,12,13 | --sweep: got 13 of 2 to 12 values",
        "smoke --sweep topology.nodez=1,3 | topology.nodez is unknown: did you mean nodes?",
        "smoke --sweep topology.nodes=1,2 | --sweep: topology.nodes=2 is impossible: smoke: topology.nodes is 2: expected 1 or 3",
        "smoke --sweep topology.nodes=3,3 | --sweep: topology.nodes=3 and topology.nodes=3 ask for the same run",
        "smoke --sweep objectives.p99=60s,1m | ask for the same run: give each value once",
        "smoke --sweep topology.nodes=[1 | --sweep: '[1' are no values: expected YAML",
        "smoke --sweep topology.nodes=1,3 --set topology.nodes=1 | --sweep: topology.nodes is set to 1, too",
        "smoke --sweep seed=1,2 --seed 3 | --sweep: seed is set to 3, too",
        "smoke --sweep seed=1,2 --run some/run.json | --sweep: expected without --run, --target, --bundle and --repeat",
        "smoke --sweep seed=1,2 --bundle | --sweep: expected without --run, --target, --bundle and --repeat",
        "smoke --sweep seed=1,2 --repeat 2 | --sweep: expected without --run, --target, --bundle and --repeat",
        "steady --sweep arrivals.phases[0].to=5,9 --find-capacity | --sweep: --find-capacity sets arrivals itself",
        "node-failure --sweep seed=1,2 --find-capacity | --find-capacity: expected without --run and --target, and a scenario without faults",
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
