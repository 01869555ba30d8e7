package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.PretendedWallet.Answer;
import cbdc.load.record.Outcome;
import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RunFile;
import cbdc.load.record.RunFile.Verdict;
import cbdc.load.record.Second;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Short runs of Gatling in a process of its own, as {@code ./cbdc load} starts it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ScenarioSimulationTest {
  private static final Answer SETTLED =
      new Answer(201, "{\"id\": \"KEY\", \"kind\": \"payment\", \"status\": \"settled\"}");
  private static final Answer OVER_LIMIT =
      new Answer(422, "{\"status\": 422, \"code\": \"LIMIT_DAILY\", \"payment\": \"KEY\"}");
  private static final Answer OVERLOADED =
      new Answer(503, "{\"status\": 503, \"code\": \"OVERLOADED\"}");
  private static final Answer LATER =
      new Answer(202, "{\"id\": \"KEY\", \"kind\": \"payment\", \"status\": \"pending\"}");
  private static final int TERMINATED = 143;
  private static final String PAYMENTS = "mix: {pay-merchant: 1}\n";

  @TempDir private Path folder;
  private List<PretendedWallet.Asked> asked;
  private String output;
  private volatile Process running;

  private int run(String scenario, IntFunction<Answer> answers, String... options)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("scenario.yaml"), "name: tried\n" + scenario);
    try (PretendedWallet wallet = new PretendedWallet(answers)) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // Gatling, too, needs a package of the JDK that these open.
      command.add("@../jvm.options");
      command.add("-Dcbdc.run=" + PretendedSystem.write(folder, wallet.url()));
      command.add("-Dcbdc.load.scenario=" + file);
      command.add("-Dcbdc.load.out=" + out());
      command.add("-Dcbdc.load.metrics.port=0");
      command.addAll(List.of(options));
      command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
      command.add(LoadMain.class.getName());
      Path log = folder.resolve("output.txt");
      running =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        return running.waitFor();
      } finally {
        running.destroyForcibly();
        asked = wallet.asked();
        output = Files.readString(log);
      }
    }
  }

  private Path out() {
    return folder.resolve("run");
  }

  @Test
  void shouldSendWhatIsPlannedAndWriteDownWhatWasAnswered() throws Exception {
    int exit =
        run(
            PAYMENTS + "arrivals: {phases: [{rate: 20, for: 5s}]}",
            number -> number % 10 == 0 ? OVER_LIMIT : SETTLED);

    assertThat(exit).as(output).isZero();
    assertThat(asked).hasSize(100);
    assertThat(asked.stream().map(PretendedWallet.Asked::key).distinct()).hasSize(100);
    assertThat(asked)
        .allSatisfy(
            one -> {
              assertThat(one.path()).isEqualTo("POST /v1/payments");
              assertThat(one.order().path("currency").asText()).isEqualTo("XDU");
              assertThat(one.order().path("amount").asInt()).isBetween(1, 100);
              assertThat(one.authorization()).isEqualTo("Bearer " + tokenOf(one));
            });
    RunFile result = RunFile.read(out());
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.outcomes().settled()).isEqualTo(90);
    assertThat(result.outcomes().declined()).isEqualTo(10);
    assertThat(result.outcomes().isComplete()).isTrue();
    assertThat(result.reasons()).containsEntry("LIMIT_DAILY", 10L).hasSize(1);
    assertThat(result.requests().planned()).isEqualTo(100);
    assertThat(output).doesNotContain("token-");
    shouldHoldTheSameInEveryFile(result);
  }

  private void shouldHoldTheSameInEveryFile(RunFile result) throws IOException {
    List<Second> seconds =
        Files.readAllLines(out().resolve("intervals.csv")).stream()
            .skip(1)
            .map(Second::parse)
            .toList();
    assertThat(seconds.stream().mapToLong(Second::sent).sum()).isEqualTo(100);
    assertThat(seconds.stream().mapToLong(Second::settled).sum())
        .isEqualTo(result.outcomes().settled());
    List<PaymentsFile.Entry> orders = new ArrayList<>();
    PaymentsFile.read(out(), orders::add);
    assertThat(orders.stream().map(entry -> entry.id().toString()))
        .containsExactlyInAnyOrderElementsOf(
            asked.stream().map(PretendedWallet.Asked::key).toList());
    assertThat(orders.stream().filter(entry -> entry.outcome() == Outcome.SETTLED)).hasSize(90);
    assertThat(Files.readString(out().resolve("latency.hlog"))).contains("Tag=payment");
    try (Stream<Path> files = Files.walk(out().resolve("gatling"))) {
      assertThat(files.filter(file -> file.endsWith("index.html"))).hasSize(1);
    }
  }

  private static String tokenOf(PretendedWallet.Asked asked) {
    return switch (asked.order().path("payer").asText()) {
      case "DC16000100000001000000" -> "token-11";
      case "DC86000100000001000001" -> "token-12";
      default -> "token-21";
    };
  }

  @Test
  void shouldFailWhenAnObjectiveIsMissed() throws Exception {
    int exit =
        run(
            PAYMENTS + "arrivals: {phases: [{rate: 20, for: 2s}]}",
            number -> number % 10 == 0 ? OVERLOADED : number % 10 == 5 ? LATER : SETTLED);

    assertThat(exit).as(output).isEqualTo(2);
    RunFile result = RunFile.read(out());
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.outcomes().failed()).isEqualTo(4);
    assertThat(result.outcomes().unknown()).isEqualTo(4);
    assertThat(result.outcomes().isComplete()).isTrue();
  }

  @Test
  void shouldWriteDownWhatWasUnderWayWhenItIsEndedEarly() throws Exception {
    int exit =
        run(
            PAYMENTS + "arrivals: {phases: [{rate: 20, for: 60s}]}",
            number -> {
              if (number == 60) {
                running.destroy();
              }
              return number < 50 ? SETTLED : never();
            });

    assertThat(exit).as(output).isEqualTo(TERMINATED);
    RunFile result = RunFile.read(out());
    assertThat(result.verdict()).isEqualTo(Verdict.PARTIAL);
    assertThat(result.outcomes().isComplete()).as("%s", result.outcomes()).isTrue();
    assertThat(result.outcomes().settled()).isEqualTo(49);
    assertThat(result.outcomes().unknown()).isGreaterThanOrEqualTo(11);
    assertThat(result.requests().planned())
        .as("only what was due by then")
        .isBetween(result.outcomes().offered() / 2, 600L);
    List<PaymentsFile.Entry> payments = new ArrayList<>();
    PaymentsFile.read(out(), payments::add);
    assertThat(payments).hasSize((int) result.outcomes().offered());
    assertThat(payments.stream().filter(entry -> entry.outcome() == Outcome.UNKNOWN))
        .hasSize((int) result.outcomes().unknown());
  }

  private static Answer never() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    return SETTLED;
  }

  @Test
  void shouldSendEveryRequestTwiceWithTheSameKey() throws Exception {
    int exit =
        run(PAYMENTS + "sends: 2\narrivals: {phases: [{rate: 10, for: 2s}]}", number -> SETTLED);

    assertThat(exit).as(output).isZero();
    assertThat(asked).hasSize(40);
    assertThat(asked.stream().map(PretendedWallet.Asked::key).distinct()).hasSize(20);
    assertThat(asked.stream().map(one -> one.key() + one.order()).distinct()).hasSize(20);
  }

  /**
   * The reason why the open model is the default: while the system stands still for three seconds,
   * customers go on coming. In the closed model two users wait, and nobody else is counted.
   */
  @Test
  void shouldShowAStallInTheOpenModelThatTheClosedOneHides() throws Exception {
    int open = run(PAYMENTS + "arrivals: {phases: [{rate: 50, for: 8s}]}", stallingFor3s());
    RunFile ofOpen = RunFile.read(out());
    int closed =
        run(PAYMENTS + "arrivals: {model: closed, phases: [{users: 2, for: 8s}]}", stallingFor3s());
    RunFile ofClosed = RunFile.read(out());

    assertThat(open).as("the open run").isZero();
    assertThat(closed).as(output).isZero();
    assertThat(ofOpen.latency().p99()).isGreaterThan(2_000);
    assertThat(ofClosed.latency().p99()).isLessThan(1_000);
    assertThat(ofClosed.latency().max()).isGreaterThan(2_000);
    assertThat(output).contains("the closed model waits for each answer");
  }

  private static IntFunction<Answer> stallingFor3s() {
    AtomicLong until = new AtomicLong();
    return number -> {
      if (number == 100) {
        until.set(System.nanoTime() + 3_000_000_000L);
      }
      long left = number < 100 ? 0 : until.get() - System.nanoTime();
      try {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      }
      return SETTLED;
    };
  }

  @Test
  void shouldNameWhatIsWrongWithAScenarioAndSendNothing() throws Exception {
    int exit = run("mix: {pay: 1}\narrivals: {phases: [{rate: 20, for: 2s}]}", number -> SETTLED);

    assertThat(exit).as(output).isEqualTo(3);
    assertThat(output).contains("mix.pay is unknown: did you mean pay-merchant?");
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldTakeAFieldThatIsSetBesideTheFile() throws Exception {
    int exit =
        run(
            PAYMENTS + "arrivals: {phases: [{rate: 20, for: 2s}]}",
            number -> SETTLED,
            "-Dcbdc.load.set.arrivals.phases=[{rate: 5, for: 1s}]");

    assertThat(exit).as(output).isZero();
    assertThat(asked).hasSize(5);
    assertThat(RunFile.read(out()).scenario().overrides()).containsKey("arrivals.phases");
  }
}
