package cbdc.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cbdc.simulator.console.CommandFailure;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPrometheusTest {
  private static final RunFile RUN =
      new RunFile(
          1,
          "cluster",
          "XDU",
          new RunFile.Issuer("http://127.0.0.1:1", "http://127.0.0.1:2", Map.of()),
          List.of(new RunFile.Node("node-1", "127.0.0.1:3", "http://127.0.0.1:4")),
          List.of(
              new RunFile.Bank(
                  7, "http://127.0.0.1:5", "http://127.0.0.1:6", "", List.of(), List.of())),
          null,
          null);

  @TempDir private Path folder;

  private static Path program() {
    Optional<Path> program = LocalPrometheus.program(System.getenv("PATH"));
    assumeTrue(
        program.isPresent(),
        "no prometheus in PATH: install the package prometheus, and this test starts it");
    return program.get();
  }

  private static String get(String url) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void shouldFindTheProgramOnlyWhereItIs() throws Exception {
    assertThat(LocalPrometheus.program("")).isEmpty();
    assertThat(LocalPrometheus.program(folder.toString())).isEmpty();
    Path made = Files.createFile(folder.resolve("prometheus"));
    assertThat(made.toFile().setExecutable(true)).isTrue();
    assertThat(LocalPrometheus.program("/no/such/folder:" + folder)).contains(made);
    assertThat(LocalPrometheus.HINT).contains("package named prometheus", "Grafana", "goes on");
  }

  @Test
  void shouldScrapeEveryPartOfTheRun() {
    assertThat(LocalPrometheus.configuration(RUN))
        .contains("'127.0.0.1:2'", "'127.0.0.1:4'", "'127.0.0.1:6'], labels: {bank: '0007'}")
        .contains("alerts.yml", "job_name: load-run");
  }

  @Test
  void shouldEvaluateTheAlertsUntilItIsClosed() throws Exception {
    LocalPrometheus prometheus = LocalPrometheus.start(program(), folder, RUN, true);
    try {
      assertThat(get(prometheus.url() + "/api/v1/rules")).contains("ConservationBroken");
      assertThat(get(prometheus.url() + "/api/v1/status/flags")).contains("exemplar-storage");
      // Prometheus takes over its targets in the background, some seconds after it is ready.
      String targets = get(prometheus.url() + "/api/v1/targets");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!targets.contains("127.0.0.1:4") && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(100);
        targets = get(prometheus.url() + "/api/v1/targets");
      }
      assertThat(targets).contains("127.0.0.1:4");
    } finally {
      prometheus.close();
    }
    assertThatThrownBy(() -> get(prometheus.url() + "/-/ready"))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void shouldSayWhyItDoesNotStart() throws Exception {
    Path liar =
        Files.writeString(folder.resolve("prometheus"), "#!/bin/sh\necho no room; exit 1\n");
    assertThat(liar.toFile().setExecutable(true)).isTrue();

    assertThatThrownBy(() -> LocalPrometheus.start(liar, folder, RUN, true))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("does not answer")
        .hasMessageContaining("no room");
  }
}
