package cbdc.load.record;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A run while it goes, for Prometheus: {@code /metrics} on loopback, in its text format 0.0.4.
 * Latencies are those of the second before.
 */
public final class LiveMetrics implements AutoCloseable {
  private final HttpServer server;
  private final RunRecorder recorder;
  private volatile Second last;

  private LiveMetrics(HttpServer server, RunRecorder recorder) {
    this.server = server;
    this.recorder = recorder;
  }

  /**
   * Serves a recorder's counts.
   *
   * @param port 0 for any; the run goes on without where it is taken
   */
  public static Optional<LiveMetrics> start(int port, RunRecorder recorder) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      LiveMetrics metrics = new LiveMetrics(server, recorder);
      server.createContext("/metrics", metrics::answer);
      server.start();
      return Optional.of(metrics);
    } catch (IOException taken) {
      System.out.println(
          "no live metrics: port " + port + " of this machine is taken (cbdc.load.metrics.port)");
      return Optional.empty();
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** A second has ended. */
  public void show(Second second) {
    last = second;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    head(text, "cbdc_load_sent_total", "counter", "requests sent");
    line(text, "cbdc_load_sent_total", recorder.counts(kind -> true).offered());
    head(text, "cbdc_load_outcomes_total", "counter", "requests by kind and by how they ended");
    recorder.eachKind(
        kind -> {
          for (Outcome outcome : Outcome.values()) {
            line(text, name(kind, outcome), recorder.counts(kind::equals).of(outcome));
          }
        });
    Second now = last;
    if (now != null) {
      head(text, "cbdc_load_rate_target", "gauge", "requests that were due in the last second");
      line(text, "cbdc_load_rate_target", now.target());
      head(text, "cbdc_load_in_flight", "gauge", "requests without an answer");
      line(text, "cbdc_load_in_flight", now.inFlight());
      head(text, "cbdc_load_latency_seconds", "gauge", "from when due, of the last second");
      quantile(text, "cbdc_load_latency_seconds", "0.5", now.p50());
      quantile(text, "cbdc_load_latency_seconds", "0.9", now.p90());
      quantile(text, "cbdc_load_latency_seconds", "0.99", now.p99());
      quantile(text, "cbdc_load_latency_seconds", "0.999", now.p999());
      head(text, "cbdc_load_lateness_seconds", "gauge", "sent minus due, of the last second");
      quantile(text, "cbdc_load_lateness_seconds", "0.99", now.lateP99());
    }
    return text.toString();
  }

  private static String name(RequestKind kind, Outcome outcome) {
    return "cbdc_load_outcomes_total{kind=\""
        + kind.word()
        + "\",outcome=\""
        + outcome.word()
        + "\"}";
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  private static void quantile(StringBuilder text, String name, String quantile, long micros) {
    text.append(
        String.format(Locale.ROOT, "%s{quantile=\"%s\"} %.6f\n", name, quantile, micros / 1e6));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
