package cbdc.simulator.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cbdc.load.record.LiveMetrics;
import cbdc.load.record.Outcome;
import cbdc.load.record.RequestKind;
import cbdc.load.record.RunRecorder;
import cbdc.simulator.app.CbdcCommand;
import cbdc.simulator.repository.Repository;
import cbdc.simulator.run.RunFile;
import cbdc.simulator.run.RunProcess;
import cbdc.testkit.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Runs the whole system, lets a real Prometheus scrape it by {@code grafana/prometheus.yml} and
 * evaluate its alerts, and asks every query of the dashboard.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class DashboardQueriesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:cbdc|jvm|process|system)_[a-z0-9_]+");
  private static final int PAYMENTS_PER_SECOND = 10;
  private static final int SERVICES = 6;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;

  @Test
  void shouldAnswerEveryQueryWithData() throws Exception {
    Optional<Path> program = Prometheus.program();
    assumeTrue(
        program.isPresent(),
        "no prometheus in PATH: install the package prometheus, and this test asks it every query of every dashboard");
    try (RunProcess system =
            RunProcess.start(
                folder.resolve("run"), folder.resolve("run.txt"), PAYMENTS_PER_SECOND);
        RunRecorder load = new RunRecorder(folder.resolve("load"), 0, second -> 2);
        LiveMetrics live = LiveMetrics.start(0, load).orElseThrow();
        Prometheus prometheus =
            Prometheus.start(program.get(), folder, configuration(system.file(), live.port()));
        HttpClient http = HttpClient.newHttpClient()) {
      load.begin(System.currentTimeMillis());
      Await.until("Prometheus is ready", LIMIT, prometheus::isReady);
      Await.until("it scrapes all", LIMIT, () -> prometheus.series("up == 1") == SERVICES);
      draftAnOrder(system.file());
      List<String> unanswered = new ArrayList<>(queries());
      Await.value(
          "every query finds data",
          LIMIT,
          () -> {
            declineOne(http, system.file().banks().getFirst());
            recordOne(load, live);
            askTheIssuer(http, system.file().issuer());
            for (String query : List.copyOf(unanswered)) {
              if (prometheus.answers(query)) {
                unanswered.remove(query);
              }
            }
            return unanswered.isEmpty() ? Optional.of(true) : Optional.empty();
          },
          () -> "without data:\n" + String.join("\n", unanswered));
      assertEveryMetricIsThere(prometheus);
      assertThat(prometheus.namesATrace("cbdc_wallet_requests_seconds_bucket")).isTrue();
      Await.until(
          "every alert is evaluated without error",
          LIMIT,
          () -> prometheus.alertHealth().values().stream().allMatch("ok"::equals));
      assertThat(prometheus.alertHealth()).hasSizeGreaterThanOrEqualTo(12);
      // A system at peace wakes nobody.
      assertThat(prometheus.series("ALERTS{severity=\"page\",alertstate=\"firing\"}")).isZero();
      assertThat(prometheus.answers("cbdc_wallet_no_such_metric")).isFalse();
    }
  }

  /** As in the repository, with the ports of this run, and faster. */
  private static String configuration(RunFile run, int loadPort) throws IOException {
    String text =
        Files.readString(Repository.root().resolve(Dashboard.FOLDER).resolve("prometheus.yml"));
    text = replaced(text, "scrape_interval: 5s", "scrape_interval: 1s");
    text = replaced(text, "alerts/", Repository.root().resolve(Dashboard.FOLDER) + "/alerts/");
    text = replaced(text, "127.0.0.1:7601", authority(run.nodes().getFirst().management()));
    // This run has one node; others' nodes may listen there.
    text = replaced(text, ", '127.0.0.1:7602', '127.0.0.1:7603'", "");
    text = replaced(text, "127.0.0.1:7901", "127.0.0.1:" + loadPort);
    text = replaced(text, "127.0.0.1:7802", authority(run.issuer().management()));
    for (RunFile.Bank bank : run.banks()) {
      String usual = "127.0.0.1:8" + bank.bank() + "02";
      text = replaced(text, usual, authority(bank.management()));
    }
    return text;
  }

  private static String replaced(String text, String what, String by) {
    assertThat(text).contains(what);
    return text.replace(what, by);
  }

  private static String authority(String url) {
    return URI.create(url).getAuthority();
  }

  /** Queries as Grafana would send them. */
  private static List<String> queries() throws IOException {
    return Dashboard.all().stream()
        .flatMap(dashboard -> dashboard.queries().stream())
        .map(query -> query.replace("$__rate_interval", "15s").replace("$job", ".+"))
        .toList();
  }

  /** Asks for more than anybody has, so that something is declined, too. */
  private static void declineOne(HttpClient http, RunFile.Bank bank)
      throws IOException, InterruptedException {
    String order =
        "{\"payer\":\"%s\",\"payee\":\"%s\",\"amount\":%d,\"currency\":\"XDU\"}"
            .formatted(
                bank.wallets().getFirst().account(),
                bank.merchants().getFirst().account(),
                Long.MAX_VALUE);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(bank.url() + "/v1/payments"))
            .header("Authorization", "Bearer " + bank.wallets().getFirst().token())
            .header("Idempotency-Key", "too-much-" + System.nanoTime())
            .header("Content-Type", "application/json")
            .timeout(LIMIT)
            .POST(BodyPublishers.ofString(order))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(422, 429, 503);
  }

  /** Nobody approves it; but there is one. */
  private void draftAnOrder(RunFile run) {
    Path data = folder.resolve("run");
    StringWriter said = new StringWriter();
    CommandLine line = CbdcCommand.commandLine();
    line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    int exitCode =
        line.execute(
            "issuer",
            "draft",
            "issue",
            "--bank=0001",
            "--amount=1.00",
            "--key=" + data.resolve("keys").resolve("issuer-1.p12"),
            "--url=" + run.issuer().url(),
            "--token-file=" + data.resolve("secrets").resolve("issuer-maker"),
            "--set=issuer.cluster-id=" + run.cluster());
    assertThat(exitCode).as(said.toString()).isZero();
  }

  private static void askTheIssuer(HttpClient http, RunFile.Issuer issuer)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer.url() + "/v1/orders"))
            .header("Authorization", "Bearer " + issuer.tokens().get("auditor"))
            .timeout(LIMIT)
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 429);
  }

  /** A second of a load run, without the load. */
  private static void recordOne(RunRecorder load, LiveMetrics live) {
    load.sent(RequestKind.PAYMENT, 0);
    load.ended(RequestKind.PAYMENT, Outcome.SETTLED, SECOND.toNanos());
    live.show(load.tick());
  }

  private static void assertEveryMetricIsThere(Prometheus prometheus) throws Exception {
    TreeSet<String> names =
        queries().stream()
            .flatMap(query -> METRIC.matcher(query).results())
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : names) {
      assertThat(prometheus.series(name)).as("series of %s", name).isPositive();
    }
  }
}
