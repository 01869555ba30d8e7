package cbdc.simulator.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** What each command's help says, over the whole command line. */
class HelpTest {
  @TestFactory
  Stream<DynamicTest> shouldDescribeEveryCommandWithAnExampleAndItsExitCodes() {
    return CbdcCommand.commandLine().getSubcommands().values().stream()
        .flatMap(HelpTest::withThoseBelow)
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(), () -> isWhole(command)));
  }

  private static Stream<CommandLine> withThoseBelow(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(HelpTest::withThoseBelow));
  }

  private static void isWhole(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName().replaceFirst("^cbdc ", "");
    var help = command.getCommandSpec().usageMessage();
    assertThat(help.description()).as("description").isNotEmpty();
    assertThat(String.join("\n", help.footer())).as("example").contains(name + " ");
    List<String> codes = help.exitCodeList().keySet().stream().map(String::strip).toList();
    assertThat(codes).as("exit codes").contains("0", "1", "2");
    assertThat(command.getUsageMessage()).contains("Exit codes:", "xample");
  }
}
