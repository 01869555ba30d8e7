package cbdc.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Verdict;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ManagementServerTest {
  private final Vertx vertx = Vertx.vertx();
  private final HealthChecks health = new HealthChecks();
  private final ServiceMetrics metrics = ServiceMetrics.ofProcess();
  private final HttpClient client = HttpClient.newHttpClient();
  private ManagementServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ManagementServer(vertx, "127.0.0.1", 0, health, metrics);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    metrics.close();
  }

  @Test
  void shouldAnswerProbesWithEachReason() throws Exception {
    health.add(Probe.READY, "store", () -> new Verdict(true, "12 ms behind"));
    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(new JsonObject(ready.body()))
        .isEqualTo(
            new JsonObject(
                """
                {"probe":"ready","ok":true,"checks":[{"name":"store","ok":true,"reason":"12 ms behind"}]}
                """));

    health.add(Probe.READY, "leaders", () -> new Verdict(false, "shard 3 has none"));
    health.add(
        Probe.READY,
        "broken",
        () -> {
          throw new IllegalStateException("no idea");
        });
    HttpResponse<String> notReady = get("/health/ready");
    assertThat(notReady.statusCode()).isEqualTo(503);
    assertThat(notReady.body())
        .contains("12 ms behind", "shard 3 has none", "the check itself failed", "no idea");

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/started").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldServeMetersToPrometheus() throws Exception {
    metrics.registry().counter("cbdc.test.commands", "outcome", "accepted").increment(3);

    HttpResponse<String> scrape = get("/metrics");

    assertThat(scrape.statusCode()).isEqualTo(200);
    assertThat(scrape.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(scrape.body())
        .contains("cbdc_test_commands_total{outcome=\"accepted\"} 3.0")
        .contains("jvm_memory_used_bytes")
        .contains("process_uptime_seconds");
  }

  @Test
  void shouldServeOpenMetricsToWhomTakesIt() throws Exception {
    metrics.registry().counter("cbdc.test.commands", "outcome", "accepted").increment(3);

    HttpResponse<String> scrape =
        send(
            HttpRequest.newBuilder(uri("/metrics"))
                .header(
                    "Accept",
                    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1")
                .build());

    assertThat(scrape.headers().firstValue("Content-Type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(scrape.body())
        .contains("cbdc_test_commands_total{outcome=\"accepted\"} 3.0")
        .endsWith("# EOF\n");
  }

  @Test
  void shouldNameWhatThereIsWhenAskedForSomethingElse() throws Exception {
    HttpResponse<String> answer = get("/helth");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("there is no GET /helth", "/health/ready");
    assertThat(send(HttpRequest.newBuilder(uri("/metrics")).DELETE().build()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void shouldKnowWhoIsOnTheSameMachine() {
    assertThat(ManagementServer.isLocal("127.0.0.1", "127.0.0.1")).isTrue();
    assertThat(ManagementServer.isLocal("0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1")).isTrue();
    assertThat(ManagementServer.isLocal("10.1.2.3", "10.1.2.3"))
        .as("a port that listens on one address beyond loopback")
        .isTrue();
    assertThat(ManagementServer.isLocal("10.1.2.4", "10.1.2.3")).isFalse();
    assertThat(ManagementServer.isLocal(null, null)).as("the connection is gone").isFalse();
  }

  @Test
  void shouldSayThatThePortIsTaken() {
    ManagementServer second =
        new ManagementServer(vertx, "127.0.0.1", server.port(), health, metrics);

    assertThatThrownBy(second::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining(
            "management cannot listen on 127.0.0.1:" + server.port() + ": the port is taken");
  }

  @Test
  void shouldTellOthersThePortThroughAFile(@TempDir Path folder) {
    Path file = folder.resolve("ports");

    assertThat(PortsFile.read(file)).isEmpty();
    PortsFile.write(file, Map.of("management", server.port()));
    PortsFile.write(file, Map.of("management", server.port(), "link", 7701));
    assertThat(PortsFile.read(file)).contains(Map.of("management", server.port(), "link", 7701));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
