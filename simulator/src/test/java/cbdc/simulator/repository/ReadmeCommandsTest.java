package cbdc.simulator.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import cbdc.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what the README tells a newcomer to type, in a copy of the project as a fresh clone would
 * be: every line of its {@code sh} blocks, in order, except {@code ./cbdc test}, which runs this
 * very test. Skipped where a system runs already, since a newcomer's has fixed ports. A block that
 * shows output, or that a newcomer is not meant to run as it stands, is fenced as {@code text} or
 * {@code console}.
 */
class ReadmeCommandsTest {
  private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

  private static final String RUN = "./cbdc run";

  /** Of one node, the issuer and three wallet services. */
  private static final List<Integer> PORTS =
      List.of(7401, 7501, 7601, 7701, 7801, 7802, 8101, 8102, 8201, 8202, 8301, 8302);

  private static final Pattern CURL = Pattern.compile("(?ms)^  curl .*?\\}'$");
  private static final Duration UP_LIMIT = Duration.ofMinutes(4);
  private static final long STOP_SECONDS = 60;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldRunEveryCommandOfTheReadme(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeThat(PORTS)
        .as("ports of %s that another program has", RUN)
        .noneMatch(ReadmeCommandsTest::isTaken);
    List<String> commands = commands(Files.readString(Repository.root().resolve("README.md")));
    assertThat(commands).isNotEmpty();
    FreshClone clone = FreshClone.in(folder.resolve("clone"));
    for (String command : commands) {
      Path output = folder.resolve("output.txt");
      if (command.equals(RUN)) {
        payAMerchant(clone, output);
      } else {
        int exit = clone.run(command, output);
        assertThat(exit).as("%s%n%s", command, Files.readString(output)).isZero();
      }
    }
    assertThat(commands).contains(RUN);
  }

  private static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the services do: what lingers from connections that ended does not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException taken) {
      return true;
    }
  }

  /** Starts the system, pays with the command that it prints, and ends it as Ctrl-C would. */
  private static void payAMerchant(FreshClone clone, Path output)
      throws IOException, InterruptedException {
    // The command instead of the shell: not every shell makes way for its last command by itself.
    Process system = clone.start("exec " + RUN, output);
    try {
      String printed =
          Await.value(
              "the system prints a payment",
              UP_LIMIT,
              () -> {
                String said = Files.readString(output);
                if (!system.isAlive()) {
                  throw new AssertionError(RUN + " ended by itself:\n" + said);
                }
                Matcher curl = CURL.matcher(said);
                return curl.find() ? Optional.of(curl.group()) : Optional.empty();
              },
              () -> "");
      Path answer = output.resolveSibling("answer.txt");
      assertThat(clone.run(printed, answer)).as(Files.readString(answer)).isZero();
      assertThat(Files.readString(answer)).contains("\"status\":\"settled\"");
    } finally {
      system.destroy();
      assertThat(system.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as("it stops").isTrue();
    }
  }

  @Test
  void shouldReadCommandsFromShellBlocksOnly() {
    String readme =
        "```sh\n# why\n./cbdc one \\\n  --more\n./cbdc test\n```\n```text\nnot this\n```\n```sh\n./cbdc two\n```\n";
    assertThat(commands(readme)).containsExactly("./cbdc one   --more", "./cbdc two");
  }

  private static List<String> commands(String readme) {
    var commands = new ArrayList<String>();
    var blocks = SHELL_BLOCK.matcher(readme);
    while (blocks.find()) {
      blocks
          .group(1)
          .replace("\\\n", "")
          .lines()
          .map(String::strip)
          .filter(
              line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("./cbdc test"))
          .forEach(commands::add);
    }
    return commands;
  }
}
