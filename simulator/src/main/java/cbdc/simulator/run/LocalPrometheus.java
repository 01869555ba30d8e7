package cbdc.simulator.run;

import cbdc.kit.FreePorts;
import cbdc.simulator.console.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Prometheus that watches a run: it scrapes the run's management ports and a load run's,
 * evaluates the alerts, listens on loopback only, and ends with this process, whatever ends that.
 */
final class LocalPrometheus implements AutoCloseable {
  /** What to say where there is none. */
  static final String HINT =
      "--observe: no prometheus in PATH; install it (a package named prometheus) and start again. For dashboards install Grafana"
          + " (grafana.com) and start it with grafana/provisioning, as grafana/README.md says. The run goes on without.";

  private static final int PORT = 9_090;
  private static final int LOAD_RUN_PORT = 7_901;
  private static final long READY_SECONDS = 30;
  private static final long POLL_MILLIS = 100;
  private static final long STOP_SECONDS = 20;
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

  /**
   * Its input ends when this process does, in whatever way; then it ends what it started. A reader
   * in the background gets that input by another number, since the shell gives it an empty one.
   */
  private static final String KEEPER =
      "exec 3<&0; \"$@\" 3<&- & child=$!; (read -r unused <&3; kill $child) & reader=$!;"
          + " wait $child; kill $reader 2>/dev/null";

  private final Process keeper;
  private final String url;

  private LocalPrometheus(Process keeper, String url) {
    this.keeper = keeper;
    this.url = url;
  }

  /**
   * The program, where it is installed.
   *
   * @param path folders, as in the environment's {@code PATH}
   */
  static Optional<Path> program(String path) {
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "prometheus"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it and returns when it answers.
   *
   * @param folder where it keeps configuration, series and log
   * @param freePort whether it takes any port instead of the usual one
   * @throws CommandFailure when it ends instead, for example because the port is taken
   */
  static LocalPrometheus start(Path program, Path folder, RunFile run, boolean freePort)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (InputStream alerts = LocalPrometheus.class.getResourceAsStream("cbdc.yml")) {
      Files.copy(alerts, folder.resolve("alerts.yml"), StandardCopyOption.REPLACE_EXISTING);
    }
    Path configuration = Files.writeString(folder.resolve("prometheus.yml"), configuration(run));
    String address = "127.0.0.1:" + (freePort ? new FreePorts().next() : PORT);
    Path log = folder.resolve("prometheus.log");
    List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, "sh"));
    command.addAll(
        List.of(
            program.toString(),
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + folder.resolve("series"),
            "--web.listen-address=" + address,
            "--enable-feature=exemplar-storage",
            "--log.level=warn"));
    Process keeper =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    LocalPrometheus prometheus = new LocalPrometheus(keeper, "http://" + address);
    prometheus.awaitReady(log);
    return prometheus;
  }

  /** What it scrapes. */
  static String configuration(RunFile run) {
    StringBuilder text = new StringBuilder();
    text.append("global: {scrape_interval: 5s, evaluation_interval: 5s}\n");
    text.append("rule_files: [alerts.yml]\n");
    text.append("scrape_configs:\n");
    job(text, "settlement-node");
    run.nodes().forEach(node -> target(text, node.management(), ""));
    job(text, "issuer");
    target(text, run.issuer().management(), "");
    job(text, "wallet-service");
    run.banks()
        .forEach(
            bank ->
                target(
                    text,
                    bank.management(),
                    String.format(", labels: {bank: '%04d'}", bank.bank())));
    job(text, "load-run");
    target(text, "http://127.0.0.1:" + LOAD_RUN_PORT, "");
    return text.toString();
  }

  private static void job(StringBuilder text, String name) {
    text.append("  - job_name: ").append(name).append("\n    static_configs:\n");
  }

  private static void target(StringBuilder text, String url, String labels) {
    text.append("      - {targets: ['").append(URI.create(url).getAuthority()).append("']");
    text.append(labels).append("}\n");
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!isReady(http)) {
        if (!keeper.isAlive() || System.nanoTime() > end) {
          close();
          List<String> lines = Files.readAllLines(log);
          throw CommandFailure.failed(
              "--observe: prometheus does not answer at "
                  + url
                  + ": "
                  + (lines.isEmpty() ? "it said nothing" : lines.getLast())
                  + "; its log: "
                  + log);
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }

  private boolean isReady(HttpClient http) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/-/ready")).timeout(REQUEST_LIMIT).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where it can be asked. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
      if (!keeper.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        keeper.descendants().forEach(ProcessHandle::destroyForcibly);
        keeper.destroyForcibly();
      }
    } catch (IOException gone) {
      keeper.destroy();
    } catch (InterruptedException e) {
      keeper.descendants().forEach(ProcessHandle::destroyForcibly);
      keeper.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
