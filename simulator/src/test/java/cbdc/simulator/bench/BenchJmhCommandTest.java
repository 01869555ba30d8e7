package cbdc.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchJmhCommandTest {
  @Test
  void shouldLeaveEveryArgumentToJmh() {
    String[] given = {"withinShard", "-p", "accounts=10000", "-f", "1", "-h"};
    BenchJmhCommand command = new BenchJmhCommand();

    new CommandLine(command).parseArgs(given);

    assertThat(command.arguments()).containsExactly(given);
  }
}
