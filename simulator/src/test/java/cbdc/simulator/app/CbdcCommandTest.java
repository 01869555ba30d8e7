package cbdc.simulator.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CbdcCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldShowTheHelpWhenAskedForNothing() {
    assertThat(execute()).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("Usage: cbdc").contains("Exit codes:", "130");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldNameTheNearestCommandForAnUnknownOne() {
    assertThat(execute("samplr")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'samplr'", "Did you mean: sample?", "Try 'cbdc --help'.");
  }

  @Test
  void shouldNameTheNearestOptionForAnUnknownOne() {
    assertThat(execute("sample", "--shrads", "3")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("'--shrads'", "Did you mean: --shards?", "Try 'cbdc sample --help'.");
  }

  @Test
  void shouldNameOptionAndExpectationForAValueOfTheWrongKind() {
    assertThat(execute("sample", "--shards", "many")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--shards", "'many' is not an int");
  }

  @Test
  void shouldReportAnExpectedFailureInOneLine() {
    assertThat(execute("sample", "--fail", "refused")).isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString())
        .isEqualTo("cbdc sample: refused on purpose" + System.lineSeparator());
  }

  @Test
  void shouldReportABugWithItsStackTrace() {
    assertThat(execute("sample", "--fail", "bug")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("which is a bug", "IllegalStateException", "at cbdc.");
  }

  private int execute(String... args) {
    return CbdcCommand.commandLine()
        .addSubcommand(new CommandLine(new Sample()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(new WrongUsage())
        .setExecutionExceptionHandler(new FailureReport())
        .execute(args);
  }

  @Command(name = "sample", mixinStandardHelpOptions = true)
  static final class Sample implements Runnable {
    @Option(names = "--shards")
    int shards;

    @Option(names = "--fail")
    String fail = "";

    @Override
    public void run() {
      switch (fail) {
        case "refused" -> throw CommandFailure.refused("refused on purpose");
        case "bug" -> throw new IllegalStateException("a bug on purpose");
        default -> throw CommandFailure.failed("failed on purpose");
      }
    }
  }
}
