package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.PretendedWallet.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Short runs of Gatling in a process of its own, as {@code ./cbdc load} starts it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MerchantPaymentsSimulationTest {
  private static final Answer SETTLED =
      new Answer(201, "{\"id\": \"KEY\", \"kind\": \"payment\", \"status\": \"settled\"}");
  private static final Answer OVER_LIMIT =
      new Answer(422, "{\"status\": 422, \"code\": \"LIMIT_DAILY\", \"payment\": \"KEY\"}");
  private static final Answer OVERLOADED =
      new Answer(503, "{\"status\": 503, \"code\": \"OVERLOADED\"}");

  @TempDir private Path folder;
  private List<PretendedWallet.Asked> asked;
  private String output;

  private int run(IntFunction<Answer> answers, String... options)
      throws IOException, InterruptedException {
    try (PretendedWallet wallet = new PretendedWallet(answers)) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // Gatling, too, needs a package of the JDK that these open.
      command.add("@../jvm.options");
      command.add("-Dcbdc.run=" + RunFile.write(folder, wallet.url()));
      command.add("-Dcbdc.load.ramp=0s");
      // A busy machine is no failure here; how fast it is, a real run tells.
      command.add("-Dcbdc.load.p99Max=30000");
      command.addAll(List.of(options));
      command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(LoadMain.class.getName(), folder.resolve("report").toString()));
      Path log = folder.resolve("output.txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        return process.waitFor();
      } finally {
        process.destroyForcibly();
        asked = wallet.asked();
        output = Files.readString(log);
      }
    }
  }

  @Test
  void shouldPayAtTheRateAndCountWhatWasDeclined() throws Exception {
    int exit =
        run(
            number -> number % 10 == 0 ? OVER_LIMIT : SETTLED,
            "-Dcbdc.load.rate=20",
            "-Dcbdc.load.duration=5s");

    assertThat(exit).as(output).isZero();
    assertThat(asked).hasSizeBetween(90, 110);
    assertThat(asked.stream().map(PretendedWallet.Asked::key).distinct()).hasSize(asked.size());
    assertThat(asked)
        .allSatisfy(
            one -> {
              assertThat(one.path()).isEqualTo("POST /v1/payments");
              assertThat(one.order().path("currency").asText()).isEqualTo("XDU");
              assertThat(one.order().path("amount").asInt()).isBetween(1, 100);
              assertThat(one.authorization()).isEqualTo("Bearer " + tokenOf(one));
            });
    int declined = asked.size() / 10;
    assertThat(output)
        .contains("settled " + (asked.size() - declined) + ", declined " + declined)
        .contains("LIMIT_DAILY " + declined)
        .doesNotContain("token-");
    assertThat(reports()).hasSize(1);
  }

  private static String tokenOf(PretendedWallet.Asked asked) {
    return switch (asked.order().path("payer").asText()) {
      case "DC16000100000001000000" -> "token-11";
      case "DC86000100000001000001" -> "token-12";
      default -> "token-21";
    };
  }

  private Set<Path> reports() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("report"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("index.html"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void shouldFailWhenPaymentsFail() throws Exception {
    int exit =
        run(
            number -> number % 10 == 0 ? OVERLOADED : SETTLED,
            "-Dcbdc.load.rate=20",
            "-Dcbdc.load.duration=2s");

    assertThat(exit).as(output).isEqualTo(2);
  }

  @Test
  void shouldFailWhenItMeasuredRefusals() throws Exception {
    int exit = run(number -> OVER_LIMIT, "-Dcbdc.load.rate=20", "-Dcbdc.load.duration=1s");

    assertThat(exit).as(output).isEqualTo(2);
    assertThat(output).contains("settled 0, declined 20", "this measured refusals");
  }

  @Test
  void shouldTellASettingThatCannotBeUsedByItsOption() throws Exception {
    int exit = run(number -> SETTLED, "-Dcbdc.load.rate=0");

    assertThat(exit).as(output).isEqualTo(3);
    assertThat(output).contains("--rate (property cbdc.load.rate) is '0': expected a whole number");
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldNotStartAgainstAnotherMachine() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path file = RunFile.write(elsewhere, "http://192.0.2.1:8101");

    int exit = run(number -> SETTLED, "-Dcbdc.run=" + file);

    assertThat(exit).isEqualTo(1);
    assertThat(output).contains("not a loopback address");
    assertThat(asked).isEmpty();
  }
}
