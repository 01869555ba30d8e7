package cbdc.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.kit.trace.CurrentSpan;
import cbdc.kit.trace.Span;
import cbdc.kit.trace.Tracing;
import cbdc.kit.trace.TracingSettings;
import cbdc.testkit.Await;
import cbdc.testkit.OtlpCollector;
import cbdc.testkit.OtlpCollector.Received;
import io.vertx.core.Future;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests as traces, collectors and exemplars see them. */
@Timeout(60)
class TracedApiTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final ApiSettings SETTINGS =
      NotesApi.limits(10, Duration.ofSeconds(10), Duration.ofSeconds(5));

  /** Of the two, by their last digits, a share of one percent has the first only. */
  private static final String CHOSEN = "4bf92f3577b34da60000000000000001";

  private static final String NOT_CHOSEN = "4bf92f3577b34da67ffffffffffffff0";

  @Test
  void shouldNameARequestAsTheExemplarOfItsTime() throws Exception {
    NotesApi api = NotesApi.started(SETTINGS);
    try {
      RawHttp.Answer answer = api.ask("GET /v1/notes/00ff", "", "");
      String trace = answer.headers().get("Trace-Id");
      assertThat(bucketOf(api, "getNote"))
          .containsPattern("# \\{span_id=\"[0-9a-f]{16}\",trace_id=\"" + trace + "\"}");
      assertThat(api.metrics.scrape()).doesNotContain(trace);
      assertThat(api.metrics.scrapeOpenMetrics().lines().filter(line -> line.contains("trace_id")))
          .as("lines on which OpenMetrics 1.0 has exemplars")
          .isNotEmpty()
          .allMatch(line -> line.matches("\\w+_(bucket|total)\\{.*"));

      ask(api, "GET /v1/notes/latest", TRACE);
      assertThat(bucketOf(api, "latestNote")).contains("trace_id=\"" + TRACE + "\"");
    } finally {
      api.close();
    }
  }

  @Test
  void shouldShowARequestAndWhatItAsksToTheCollector() throws Exception {
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    AtomicReference<Span> left = new AtomicReference<>();
    try (OtlpCollector collector = new OtlpCollector();
        Tracing tracing = tracing(collector.endpoint(), 100)) {
      NotesApi api = started(tracing);
      try {
        api.behaviour =
            call -> {
              CompletableFuture<String> work = new CompletableFuture<>();
              elsewhere.execute(() -> work.complete("done"));
              return Future.fromCompletionStage(
                  CurrentSpan.carry(work)
                      .thenApply(
                          done -> {
                            tracing.question("ask").end();
                            elsewhere.execute(() -> left.set(CurrentSpan.get()));
                            return Reply.noContent();
                          }));
            };
        RawHttp.Answer answer = ask(api, "GET /v1/behaviour", TRACE);
        assertThat(answer.headers()).containsEntry("Trace-Id", TRACE);
        String own = api.ask("GET /v1/notes/xyzzy", "", "").headers().get("Trace-Id");
        api.ask("GET /nowhere", "", "");

        Await.until("four spans", () -> collector.spans().size() == 4);
        Received served = only(collector, "behave");
        assertThat(served)
            .isEqualTo(
                new Received(
                    TRACE,
                    served.spanId(),
                    PARENT,
                    "behave",
                    OtlpCollector.SERVER,
                    Map.of(
                        "http.request.method", "GET",
                        "http.route", "/v1/behaviour",
                        "http.response.status_code", "204")));
        assertThat(only(collector, "ask"))
            .returns(TRACE, Received::traceId)
            .returns(served.spanId(), Received::parentId)
            .returns(OtlpCollector.CLIENT, Received::kind);
        assertThat(only(collector, "getNote"))
            .returns(own, Received::traceId)
            .returns("", Received::parentId)
            .extracting(Received::tags)
            .isEqualTo(
                Map.of(
                    "http.request.method", "GET",
                    "http.route", "/v1/notes/{id}",
                    "http.response.status_code", "400",
                    "cbdc.problem", "PARAMETER_INVALID"));
        assertThat(only(collector, "none").tags())
            .containsOnlyKeys("http.response.status_code", "cbdc.problem");
        assertThat(collector.raw()).doesNotContain("xyzzy", "nowhere").contains("notes-test");
        assertThat(left).as("the span of a thread that is done with it").hasNullValue();
      } finally {
        api.close();
      }
    } finally {
      elsewhere.shutdownNow();
    }
  }

  @Test
  void shouldShowTheShareThatIsWantedWhateverTheCallerWants() throws Exception {
    try (OtlpCollector collector = new OtlpCollector();
        Tracing tracing = tracing(collector.endpoint(), 1)) {
      NotesApi api = started(tracing);
      try {
        ask(api, "GET /v1/notes/00ff", NOT_CHOSEN);
        assertThat(bucketOf(api, "getNote")).doesNotContain("trace_id");
        Await.until(
            "an exemplar",
            () -> {
              ask(api, "GET /v1/notes/00ff", CHOSEN);
              return bucketOf(api, "getNote").contains("trace_id=\"" + CHOSEN + "\"");
            });
        Await.until("a span", () -> !collector.spans().isEmpty());
        assertThat(collector.spans()).extracting(Received::traceId).containsOnly(CHOSEN);
      } finally {
        api.close();
      }
    }
  }

  @Test
  void shouldAnswerWhileTheCollectorIsAway() throws Exception {
    int port;
    try (OtlpCollector gone = new OtlpCollector()) {
      port = gone.port();
    }
    URI endpoint = URI.create("http://127.0.0.1:" + port + OtlpCollector.PATH);
    try (LogCapture log = new LogCapture();
        Tracing tracing = tracing(endpoint, 100)) {
      NotesApi api = started(tracing);
      try {
        // More than the queue holds.
        try (RawHttp http = new RawHttp(api.port())) {
          for (int i = 0; i < 6_000; i++) {
            http.send(RawHttp.request("GET /v1/notes/00ff", "", ""));
            assertThat(http.read().status()).isEqualTo(200);
          }
        }
        String said = "no collector takes spans at " + endpoint;
        Await.until("it is said", () -> !log.errors().isEmpty());
        assertThat(log.errors()).singleElement().asString().contains(said);

        try (OtlpCollector back = new OtlpCollector(port)) {
          Await.until(
              "a later request arrives",
              () -> {
                ask(api, "GET /v1/notes/00ff", TRACE);
                return back.spans().stream().anyMatch(span -> span.traceId().equals(TRACE));
              });
        }
      } finally {
        api.close();
      }
    }
  }

  @Test
  void shouldTouchNoClassOfOpenTelemetryWhenOff() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("surefire.test.class.path", ""),
                UntracedProgram.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> loaded = process.inputReader().lines().toList();

    assertThat(process.waitFor()).as(() -> String.join("\n", loaded)).isZero();
    assertThat(loaded).anyMatch(line -> line.contains(Exchange.class.getName() + " "));
    assertThat(loaded).noneMatch(line -> line.contains("io.opentelemetry"));
  }

  private static Tracing tracing(URI endpoint, int percent) {
    return Tracing.to(new TracingSettings(endpoint, percent), "notes-test", "1");
  }

  private static NotesApi started(Tracing tracing) throws InterruptedException {
    NotesApi api = new NotesApi(SETTINGS, Optional.of(tracing));
    api.server.start();
    return api;
  }

  private static RawHttp.Answer ask(NotesApi api, String line, String trace) throws Exception {
    return api.ask(line, "traceparent: 00-" + trace + "-" + PARENT + "-01", "");
  }

  /** The lines of an operation's histogram. */
  private static String bucketOf(NotesApi api, String operation) {
    return String.join(
        "\n",
        api.metrics
            .scrapeOpenMetrics()
            .lines()
            .filter(line -> line.startsWith("cbdc_notes_requests_seconds_bucket"))
            .filter(line -> line.contains("operation=\"" + operation + "\""))
            .toList());
  }

  private static Received only(OtlpCollector collector, String name) {
    List<Received> found =
        collector.spans().stream().filter(span -> span.name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }
}
