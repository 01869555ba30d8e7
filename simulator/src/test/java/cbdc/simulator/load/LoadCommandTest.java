package cbdc.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import cbdc.simulator.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoadCommandTest {
  private static final String[] ALL = {
    "--run", "some/run.json",
    "--rate", "7",
    "--duration", "5s",
    "--ramp", "0s",
    "--amount-max", "9",
    "--seed", "3",
    "--failed-max", "0.5",
    "--declined-max", "10",
    "--p99-max", "250",
  };

  private static List<String> options(String... arguments) {
    LoadCommand command = new LoadCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.options();
  }

  @Test
  void shouldLeaveDefaultsToTheSimulation() {
    assertThat(options()).containsExactly("-Xmx1g", "-Dcbdc.run=data/run/run.json");
  }

  @Test
  void shouldPassOnWhatIsGiven() {
    assertThat(options(ALL))
        .containsExactly(
            "-Xmx1g",
            "-Dcbdc.run=some/run.json",
            "-Dcbdc.load.rate=7",
            "-Dcbdc.load.duration=5s",
            "-Dcbdc.load.ramp=0s",
            "-Dcbdc.load.amountMax=9",
            "-Dcbdc.load.seed=3",
            "-Dcbdc.load.failedMax=0.5",
            "-Dcbdc.load.declinedMax=10",
            "-Dcbdc.load.p99Max=250");
  }

  @Test
  void shouldTellAWrongOptionFromAnAssertionAndFromAFailure() {
    assertThat(LoadCommand.exitCode(0)).isEqualTo(ExitCode.OK);
    assertThat(LoadCommand.exitCode(1)).isEqualTo(ExitCode.FAILED);
    assertThat(LoadCommand.exitCode(137)).isEqualTo(ExitCode.FAILED);
    assertThatThrownBy(() -> LoadCommand.exitCode(2))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED));
    assertThatThrownBy(() -> LoadCommand.exitCode(3))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
  }

  /** The simulation ignores a property that it does not know, so a wrong name would go unseen. */
  @Test
  void shouldUseNamesThatTheSimulationKnows() throws IOException {
    String settings =
        Files.readString(
            Repository.root().resolve("load-tests/src/main/java/cbdc/load/LoadSettings.java"));
    for (String option : options(ALL)) {
      if (option.startsWith("-D")) {
        String name = option.substring(2, option.indexOf('='));
        assertThat(settings).contains('"' + name + '"');
      }
    }
  }
}
