package cbdc.simulator.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SeparateProgramTest {
  @TempDir private Path folder;

  /** Writes what it was started with, and exits with its second argument. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] args) throws IOException {
      List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
      Files.write(Path.of(args[0]), options);
      System.exit(Integer.parseInt(args[1]));
    }
  }

  @Test
  void shouldHandOverOptionsAndGiveBackTheExitCode() throws Exception {
    Path file = folder.resolve("options.txt");
    SeparateProgram echo =
        new SeparateProgram(System.getProperty("java.class.path"), Echo.class.getName());

    int exit = echo.run(List.of("-Dsome.setting=7"), List.of(file.toString(), "42"));

    assertThat(exit).isEqualTo(42);
    assertThat(Files.readAllLines(file))
        .contains("-Dsome.setting=7")
        .as("those about modules, which this JVM has too")
        .anyMatch(option -> option.startsWith("--add-opens"))
        .as("a heap is for one process only")
        .noneMatch(option -> option.startsWith("-Xmx"));
  }

  @Test
  void shouldSayHowToStartWhatItCannotFind() {
    assertThatThrownBy(() -> SeparateProgram.inFolder("no-such-folder", "Main"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("./cbdc");
  }
}
