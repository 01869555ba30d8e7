package cbdc.simulator.grafana;

import cbdc.testkit.Unique;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A Prometheus of this machine, on a free port, with its data in a folder of the test. */
final class Prometheus implements AutoCloseable {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);
  private static final int RANGE_SECONDS = 120;
  private static final long STOP_SECONDS = 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final String url;
  private final Process process;

  private Prometheus(Path log, String url, Process process) {
    this.log = log;
    this.url = url;
    this.process = process;
  }

  /** The program, where it is installed. */
  static Optional<Path> program() {
    return program("prometheus");
  }

  /** A program of its package, where it is installed. */
  static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts the program. */
  static Prometheus start(Path program, Path folder, String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
    Path log = folder.resolve("prometheus.log");
    String address = "127.0.0.1:" + Unique.port();
    Process process =
        new ProcessBuilder(
                List.of(
                    program.toString(),
                    "--config.file=" + file,
                    "--storage.tsdb.path=" + folder.resolve("series"),
                    "--web.listen-address=" + address,
                    "--enable-feature=exemplar-storage",
                    "--log.level=warn"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Prometheus(log, "http://" + address, process);
  }

  /** True when it can be asked. */
  boolean isReady() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("Prometheus ended by itself:\n" + Files.readString(log));
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** How many series a query finds now. */
  int series(String query) throws IOException, InterruptedException {
    return result("/api/v1/query?query=" + encoded(query)).size();
  }

  /** True when a query found a number at any moment of the last two minutes. */
  boolean answers(String query) throws IOException, InterruptedException {
    long now = System.currentTimeMillis() / 1_000;
    String range = "&start=" + (now - RANGE_SECONDS) + "&end=" + now + "&step=1";
    for (JsonNode series : result("/api/v1/query_range?query=" + encoded(query) + range)) {
      for (JsonNode value : series.path("values")) {
        if (Double.isFinite(value.path(1).asDouble(Double.NaN))) {
          return true;
        }
      }
    }
    return false;
  }

  /** True when a measurement of the last two minutes names the trace of a request. */
  boolean namesATrace(String metric) throws IOException, InterruptedException {
    long now = System.currentTimeMillis() / 1_000;
    String range = "&start=" + (now - RANGE_SECONDS) + "&end=" + now;
    String path = "/api/v1/query_exemplars?query=" + encoded(metric) + range;
    return !MAPPER.readTree(get(path).body()).findValuesAsText("trace_id").isEmpty();
  }

  /**
   * How each alert's last evaluation went, by name: {@code ok}, {@code unknown} before the first.
   */
  Map<String, String> alertHealth() throws IOException, InterruptedException {
    Map<String, String> health = new TreeMap<>();
    for (JsonNode group :
        MAPPER.readTree(get("/api/v1/rules").body()).path("data").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        health.put(rule.path("name").asText(), rule.path("health").asText());
      }
    }
    return health;
  }

  private JsonNode result(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    JsonNode answer = MAPPER.readTree(response.body());
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(path + " was answered with " + response.body());
    }
    return answer.path("data").path("result");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(REQUEST_LIMIT).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
