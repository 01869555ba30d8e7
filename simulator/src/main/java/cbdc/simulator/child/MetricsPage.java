package cbdc.simulator.child;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What a service on loopback tells Prometheus. */
final class MetricsPage {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private MetricsPage() {}

  /** Values by name with labels; empty when nobody answers there. */
  static Map<String, Double> read(int port) throws InterruptedException {
    Map<String, Double> values = new TreeMap<>();
    HttpRequest page =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(LIMIT)
            .build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      for (String line :
          http.send(page, HttpResponse.BodyHandlers.ofString()).body().lines().toList()) {
        int space = line.lastIndexOf(' ');
        if (!line.startsWith("#") && space > 0) {
          values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return values;
  }
}
