package cbdc.load.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveMetricsTest {
  @TempDir private Path folder;

  private static String scraped(LiveMetrics metrics) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + metrics.port() + "/metrics");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void shouldTellPrometheusHowTheRunGoes() throws Exception {
    try (RunRecorder recorder = new RunRecorder(folder, 0, second -> 2);
        LiveMetrics metrics = LiveMetrics.start(0, recorder).orElseThrow()) {
      recorder.begin(1_772_366_400_000L);
      recorder.sent(RequestKind.CASH_IN, 0);
      recorder.ended(RequestKind.CASH_IN, Outcome.SETTLED, 20_000_000);
      recorder.sent(RequestKind.PAYMENT, 0);

      assertThat(scraped(metrics)).contains("cbdc_load_sent_total 2").doesNotContain("quantile");
      metrics.show(recorder.tick());

      assertThat(scraped(metrics).lines())
          .contains(
              "cbdc_load_outcomes_total{kind=\"cash-in\",outcome=\"settled\"} 1",
              "cbdc_load_outcomes_total{kind=\"payment\",outcome=\"settled\"} 0",
              "cbdc_load_rate_target 2",
              "cbdc_load_in_flight 1",
              "# TYPE cbdc_load_latency_seconds gauge")
          .anyMatch(line -> line.startsWith("cbdc_load_latency_seconds{quantile=\"0.99\"} 0.02"))
          .allMatch(line -> line.startsWith("# ") || line.matches("[a-z_]+(\\{[^}]*})? [0-9.]+"));
    }
  }

  @Test
  void shouldDoWithoutWhereThePortIsTaken() throws Exception {
    try (RunRecorder recorder = new RunRecorder(folder, 0, second -> 2);
        LiveMetrics first = LiveMetrics.start(0, recorder).orElseThrow()) {
      assertThat(LiveMetrics.start(first.port(), recorder)).isEmpty();
    }
  }
}
