package cbdc.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HttpBenchmarkTest {
  @TempDir private Path dir;

  private HttpReport measure(HttpBenchmark.Settings settings, StringWriter text) throws Exception {
    try (StubService service = new StubService(request -> StubService.settled())) {
      return new HttpBenchmark(settings, new PrintWriter(text)).measure(service.target(), dir);
    }
  }

  @Test
  void shouldReportThroughputAndLatencyAtHalfOfIt() throws Exception {
    StringWriter text = new StringWriter();
    HttpReport report =
        measure(
            new HttpBenchmark.Settings(4, Optional.empty(), true, 1, 2, 1, Duration.ofSeconds(20)),
            text);

    assertThat(report.target().connections()).isEqualTo(4);
    assertThat(report.throughput().rounds()).hasSize(2);
    assertThat(report.throughput().medianPerSecond()).isPositive();
    assertThat(report.throughput().processorMicrosPerPayment()).containsOnlyKeys("driver");
    assertThat(report.latencies().offeredPerSecond())
        .isEqualTo(Math.max(1, Math.round(report.throughput().medianPerSecond() / 2)));
    assertThat(report.outcomes().unknown()).isZero();
    assertThat(report.outcomes().byName())
        .isEqualTo(Map.of("201 settled", report.outcomes().settled()));
    assertThat(report.outcomes().settled()).isGreaterThan(report.latencies().payments());
    assertThat(text.toString()).contains("round 2", "median", "driver", "outcomes: ");
  }

  @Test
  void shouldMeasureOnlyTheRateThatWasAskedFor() throws Exception {
    HttpReport report =
        measure(
            new HttpBenchmark.Settings(
                2, Optional.of(100L), false, 1, 1, 1, Duration.ofSeconds(20)),
            new StringWriter());

    assertThat(report.throughput()).isNull();
    assertThat(report.latencies().payments()).isEqualTo(100);
    assertThat(report.outcomes().settled()).isEqualTo(100);
  }
}
