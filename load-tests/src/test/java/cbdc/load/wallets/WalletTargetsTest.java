package cbdc.load.wallets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalletTargetsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final InstantSource CLOCK = () -> NOW;
  private static final String GOOD =
      "{\"bank\": 7, \"currency\": \"XDU\", \"cluster\": \"c\", \"shards\": 16, \"sandbox\": true, \"time\": \"2026-11-22T10:15:31.500Z\"}";

  private HttpServer server;
  private volatile int status = 200;
  private volatile String body = GOOD;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/bank",
        exchange -> {
          try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private List<WalletTargets.Service> require() throws InterruptedException {
    return WalletTargets.require(List.of(url()), CLOCK);
  }

  @Test
  void shouldLetASandboxOfTheSameTimeBeLoaded() throws InterruptedException {
    assertThat(require()).containsExactly(new WalletTargets.Service(7, url(), "c"));
  }

  /** A row: status and body of the answer, and what is said. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "200 | {\"bank\": 7, \"sandbox\": false} | does not say that it is a sandbox",
        "200 | {\"bank\": 7} | does not say that it is a sandbox",
        "200 | {} | is no wallet service: its answer to GET /v1/bank, with status 200, names no bank",
        "200 | <html>hello</html> | is no wallet service",
        "404 | nothing | with status 404",
        "503 | {\"code\": \"STARTING\"} | is not ready (STARTING)",
        "200 | {\"bank\": 7, \"sandbox\": true} | does not tell its time",
        "200 | {\"bank\": 7, \"sandbox\": true, \"time\": \"2026-11-22T10:15:33Z\"} | is 3.0 s ahead of this machine's",
        "200 | {\"bank\": 7, \"sandbox\": true, \"time\": \"2026-11-22T10:15:00Z\"} | is 30.0 s behind this machine's",
      })
  void shouldRefuseWhatMustNotBeLoaded(int answeredStatus, String answeredBody, String message) {
    status = answeredStatus;
    body = answeredBody;

    assertThatThrownBy(this::require)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(url())
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseWhatDoesNotAnswer() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }

    assertThatThrownBy(() -> WalletTargets.require(List.of("http://127.0.0.1:" + nobody), CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "http://127.0.0.1:"
                + nobody
                + " does not answer: start the target, or correct the address");
  }

  @Test
  void shouldRefuseTwoLedgersAtOnce() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/v1/bank",
        exchange -> {
          try (exchange) {
            byte[] bytes = GOOD.replace("\"c\"", "\"another\"").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    other.start();
    try {
      String second = "http://127.0.0.1:" + other.getAddress().getPort();
      assertThatThrownBy(() -> WalletTargets.require(List.of(url(), second), CLOCK))
          .hasMessageContaining(second + " is of another ledger than " + url());
    } finally {
      other.stop(0);
    }
  }

  /** A row: an address, whether the caller owns it, and what is said; nothing where it may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1:8101 | false |",
        "http://localhost:8101 | false |",
        "http://[::1]:8101 | false |",
        "http://10.0.0.7:8101 | true |",
        "http://10.0.0.7:8101 | false | is not a loopback address",
        "http://127.0.0.1.example.org:8101 | false | is not a loopback address",
        "https://127.0.0.1:8101 | false | is no address such as",
        "127.0.0.1:8101 | false | is no address such as",
        "http://a b | false | is no address such as",
      })
  void shouldStayOnThisMachine(String url, boolean isOwn, String message) {
    if (message == null) {
      assertThat(WalletTargets.requireAllowed(url + "/", isOwn)).isEqualTo(url);
    } else {
      assertThatThrownBy(() -> WalletTargets.requireAllowed(url, isOwn))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(message);
    }
  }
}
