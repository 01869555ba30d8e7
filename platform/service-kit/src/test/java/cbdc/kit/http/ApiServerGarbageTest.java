package cbdc.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no HTTP, or hardly, never makes the server fail: no 5xx, nothing in its log. */
@Timeout(120)
class ApiServerGarbageTest {
  private static final int ROUNDS = 400;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");
  private static final String POST =
      RawHttp.request(
          "POST /v1/notes?x=1",
          "Idempotency-Key: k; Content-Type: application/json; Accept: */*; traceparent: 00-1-2-3",
          "{\"text\":\"a\",\"amount\":17,\"to\":{\"name\":\"b\"}}");

  private static NotesApi api;
  private static LogCapture log;

  @BeforeAll
  static void start() throws Exception {
    log = new LogCapture();
    api = NotesApi.started(NotesApi.limits(100, Duration.ofSeconds(2), Duration.ofSeconds(5)));
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
    log.close();
    assertThat(log.errors()).isEmpty();
  }

  /** A row: a request as it is sent ({@code ~} ends a line) and the status it gets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /v1/notes/00ff~~                                               | 400",
        "GET /v1/notes/00ff HTTP/1.1~Content-Length: x~~                    | 400",
        "GET /v1/notes/00ff HTTP/1.1~Content-Length: -1~~                   | 400",
        "GET /v1/notes/00ff HTTP/1.1~Content-Length: 1~Content-Length: 2~~  | 400",
        "GET /v1/notes/00ff HTTP/1.1~Content-Length: 99999999999999999999~~ | 400",
        "GET /v1/notes/00ff HTTP/1.1~no colon~~                             | 400",
        "GET /v1/notes/00ff HTTP/3.7~~                                      | 400",
        "GET /v1/notes/00ff HTTP/1.1~Connection: Upgrade~Upgrade: websocket~~ | 404",
        "GET /v1/notes/00ff HTTP/1.1~Connection: Upgrade, HTTP2-Settings~Upgrade: h2c~HTTP2-Settings: AA~~ | 200",
        "PRI * HTTP/2.0~~SM~~                                               | 400",
        "GET /v1/notes/00ff HTTP/1.0~~                                      | 200",
      })
  void shouldRefuseWhatIsNoRequest(String request, int status) throws Exception {
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(request.replace("~", "\r\n"));
      assertThat(http.read().status()).isEqualTo(status);
    }
  }

  @Test
  void shouldRefuseALineOrHeadersThatAreTooLong() throws Exception {
    RawHttp.Answer line = api.ask("GET /v1/notes/" + "x".repeat(5_000), "", "");
    assertThat(line.status()).isEqualTo(414);
    assertThat(line.code()).isEqualTo("URI_TOO_LONG");
    RawHttp.Answer header = api.ask("GET /v1/notes/00ff", "X: " + "x".repeat(9_000), "");
    assertThat(header.status()).isEqualTo(431);
    assertThat(header.code()).isEqualTo("HEADERS_TOO_LARGE");
  }

  @Test
  void shouldCloseAConnectionWhoseBodyBreaksOff() throws Exception {
    String headers = "Idempotency-Key: k; Content-Type: application/json";
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(
          RawHttp.request("POST /v1/notes", headers + "; Transfer-Encoding: chunked", "")
              + "zz\r\n");
      assertThat(http.isClosed()).isTrue();
    }
    Await.until("nothing is in work", () -> open() == 0);
  }

  private static double open() {
    return api.metrics.registry().get("cbdc.notes.requests.open").gauge().value();
  }

  @Test
  void shouldSurviveAnything() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      SeededRandom random = new SeededRandom(round);
      byte[] bytes = round % 4 == 0 ? noise(random) : mutated(random);
      String replies = replies(bytes);

      Matcher status = STATUS.matcher(replies);
      while (status.find()) {
        assertThat(Integer.parseInt(status.group(1)))
            .as("seed %s: %s", round, replies)
            .isLessThan(500);
      }
      assertThat(replies).as("seed %s", round).doesNotContain("Exception", "\tat ");
    }
    assertThat(api.ask("GET /v1/notes/00ff", "", "").status()).isEqualTo(200);
    Await.until("nothing is in work", () -> open() == 0);
    assertThat(log.errors()).isEmpty();
  }

  private static String replies(byte[] bytes) throws Exception {
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(bytes);
      return http.finish();
    } catch (SocketException reset) {
      // The server had seen enough.
      return "";
    }
  }

  private static byte[] noise(SeededRandom random) {
    return random.bytes(random.between(1, 2_000));
  }

  private static byte[] mutated(SeededRandom random) {
    byte[] bytes = POST.getBytes(StandardCharsets.UTF_8);
    byte[] noise = random.bytes(random.between(1, 4));
    for (byte each : noise) {
      int seventh = random.chance(1, 2) ? 0x7f : 0xff;
      bytes[random.between(0, bytes.length - 1)] = (byte) (each & seventh);
    }
    return bytes;
  }
}
