package cbdc.simulator.child;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a service on loopback tells Prometheus and those who probe it. */
final class ManagementPort {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private ManagementPort() {}

  /** Metrics by name with labels; empty when nobody answers there. */
  static Map<String, Double> metrics(int port) throws InterruptedException {
    Map<String, Double> values = new TreeMap<>();
    String page = get(port, "/metrics").map(HttpResponse::body).orElse("");
    for (String line : page.lines().toList()) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
      }
    }
    return values;
  }

  /** Whether the service says that it is ready. */
  static boolean isReady(int port) throws InterruptedException {
    return get(port, "/health/ready").filter(answer -> answer.statusCode() == 200).isPresent();
  }

  private static Optional<HttpResponse<String>> get(int port, String path)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(LIMIT)
            .build();
    HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    try {
      // The request's own limit ends with the headers; a body may never end.
      return Optional.of(
          http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } finally {
      http.shutdownNow();
    }
  }
}
