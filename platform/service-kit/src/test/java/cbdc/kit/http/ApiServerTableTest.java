package cbdc.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server answers to what comes in: one row for each refusal. */
@Timeout(30)
class ApiServerTableTest {
  private static final String JSON = "Idempotency-Key: k; Content-Type: application/json";

  private static NotesApi api;

  @BeforeAll
  static void start() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, Duration.ofSeconds(10), Duration.ofSeconds(5)));
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  /** A row: what a body makes of itself, sent to an operation that wants a note. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"text\":\"a\"}                           | 201 | |",
        "{\"text\":\"a\",\"amount\":1}              | 201 | |",
        "{\"text\":\"a\",\"amount\":9223372036854775807} | 201 | |",
        " {\"text\":\"\\u20ac \\ud83d\\ude00\"}     | 201 | |",
        "{}                                         | 400 | FIELD_MISSING  | text",
        "{\"txt\":\"a\"}                            | 400 | FIELD_MISSING  | text",
        "{\"text\":\"a\",\"to\":{}}                 | 400 | FIELD_MISSING  | to.name",
        "{\"text\":\"a\",\"more\":1}                | 400 | FIELD_UNKNOWN  | more",
        "{\"text\":\"a\",\"to\":{\"name\":\"b\",\"x\":1}} | 400 | FIELD_UNKNOWN | to.x",
        "{\"text\":1}                               | 400 | FIELD_INVALID  | text",
        "{\"text\":null}                            | 400 | FIELD_INVALID  | text",
        "{\"text\":\"\"}                            | 400 | FIELD_INVALID  | text",
        "{\"text\":\"123456789012345678901\"}       | 400 | FIELD_INVALID  | text",
        "{\"text\":\"a\\u0000b\"}                   | 400 | FIELD_INVALID  | text",
        "{\"text\":\"a\\ud800b\"}                   | 400 | FIELD_INVALID  | text",
        "{\"text\":\"a\",\"amount\":0}              | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":-1}             | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":1.0}            | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":1e3}            | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":\"1\"}          | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":true}           | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":null}           | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":[1]}            | 400 | FIELD_INVALID  | amount",
        "{\"text\":\"a\",\"amount\":9223372036854775808} | 400 | FIELD_INVALID | amount",
        "{\"text\":\"a\",\"amount\":100000000000000000000000000000000000} | 400 | FIELD_INVALID | amount",
        "{\"text\":\"a\",\"to\":\"b\"}              | 400 | FIELD_INVALID  | to",
        "{\"text\":\"a\",\"text\":\"b\"}            | 400 | BODY_NOT_JSON  | text",
        "{\"text\":\"a\"                            | 400 | BODY_NOT_JSON  |",
        "{\"text\":\"a\"} x                         | 400 | BODY_NOT_JSON  |",
        "{\"text\":\"a\"}{}                         | 400 | BODY_NOT_JSON  |",
        "{'text':'a'}                               | 400 | BODY_NOT_JSON  |",
        "{\"text\":\"a\",}                          | 400 | BODY_NOT_JSON  |",
        "{\"text\":NaN}                             | 400 | BODY_NOT_JSON  |",
        "[]                                         | 400 | BODY_NOT_JSON  |",
        "\"text\"                                   | 400 | BODY_NOT_JSON  |",
        "null                                       | 400 | BODY_NOT_JSON  |",
        "{\"a\":{\"b\":{\"c\":{\"d\":1}}}}          | 400 | FIELD_MISSING  | text",
        "{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}         | 400 | BODY_TOO_DEEP  |",
        "{\"a\":[[[[1]]]]}                          | 400 | BODY_TOO_DEEP  |",
      })
  void shouldReadBodiesStrictly(String body, int status, String code, String field)
      throws Exception {
    RawHttp.Answer answer = api.ask("POST /v1/notes", JSON, body);

    check(answer, status, code, field);
  }

  /** A row: a request without body, its headers and the answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /v1/notes/00ff                    | | 200 | |",
        "GET /v1/notes/latest                  | | 200 | |",
        "GET /v1/notes/%30%30ff                | | 200 | |",
        "GET /v1/notes/%C3%A9%20ab             | | 200 | |",
        "GET http://localhost/v1/notes/00ff    | | 200 | |",
        "GET /v1/notes/00ff?limit=1&kind=long  | | 200 | |",
        "GET /v1/notes/00ff?all=true#here      | | 200 | |",
        "GET /v1/notes/00ff?                   | | 200 | |",
        "DELETE /v1/notes/00ff                 | | 204 | |",
        "GET /v1/notes/00ff | Accept: application/json           | 200 | |",
        "GET /v1/notes/00ff | Accept: text/html, application/*   | 200 | |",
        "GET /v1/notes/00ff | Accept: text/html, */*;q=0.1       | 200 | |",
        "GET /v1/notes/00ff | Accept: text/html                  | 406 | NOT_ACCEPTABLE |",
        "GET /v1/notes/00ff | Accept: application/json;q=0       | 406 | NOT_ACCEPTABLE |",
        "GET /                                 | | 404 | NOT_FOUND |",
        "GET /v1/notes/                        | | 404 | NOT_FOUND |",
        "GET /v1/notes/00ff/                   | | 404 | NOT_FOUND |",
        "GET /v1//notes/00ff                   | | 404 | NOT_FOUND |",
        "GET /v1/../v1/notes/00ff              | | 404 | NOT_FOUND |",
        "GET /v1/notes/a%2Fb                   | | 400 | PARAMETER_INVALID | id",
        "GET /V1/notes/00ff                    | | 404 | NOT_FOUND |",
        "OPTIONS *                             | | 404 | NOT_FOUND |",
        "PUT /v1/notes/00ff                    | | 405 | METHOD_NOT_ALLOWED |",
        "HEAD /v1/behaviour                    | | 405 | |",
        "BREW /v1/notes/00ff                   | | 405 | METHOD_NOT_ALLOWED |",
        "GET /v1/notes/xyzzy                   | | 400 | PARAMETER_INVALID | id",
        "GET /v1/notes/%zz                     | | 400 | REQUEST_MALFORMED |",
        "GET /v1/notes/%                       | | 400 | REQUEST_MALFORMED |",
        "GET /v1/notes/%ff%ff                  | | 400 | REQUEST_MALFORMED |",
        "GET /v1/notes/ab%00c                  | | 400 | REQUEST_MALFORMED |",
        "GET /v1/notes/00ff?kind=%f            | | 400 | REQUEST_MALFORMED |",
        "GET /v1/notes/00ff?limit=0            | | 400 | PARAMETER_INVALID | limit",
        "GET /v1/notes/00ff?limit=101          | | 400 | PARAMETER_INVALID | limit",
        "GET /v1/notes/00ff?limit=+1           | | 400 | PARAMETER_INVALID | limit",
        "GET /v1/notes/00ff?limit=01           | | 400 | PARAMETER_INVALID | limit",
        "GET /v1/notes/00ff?limit=1.0          | | 400 | PARAMETER_INVALID | limit",
        "GET /v1/notes/00ff?limit=             | | 400 | PARAMETER_INVALID | limit",
        "GET /v1/notes/00ff?limit              | | 400 | PARAMETER_INVALID | limit",
        "GET /v1/notes/00ff?kind=none          | | 400 | PARAMETER_INVALID | kind",
        "GET /v1/notes/00ff?all=yes            | | 400 | PARAMETER_INVALID | all",
        "GET /v1/notes/00ff?limits=1           | | 400 | PARAMETER_UNKNOWN | limits",
        "GET /v1/notes/00ff?limit=1&limit=2    | | 400 | PARAMETER_UNKNOWN | limit",
      })
  void shouldRefuseWhatTheContractDoesNotHave(
      String line, String headers, int status, String code, String field) throws Exception {
    RawHttp.Answer answer = api.ask(line, headers == null ? "" : headers, "");

    check(answer, status, code, field);
  }

  /** A row: the headers of a POST with a good body. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Idempotency-Key: k; Content-Type: application/json                | 201 | |",
        "Idempotency-Key: k; Content-Type: Application/JSON;charset=UTF-8  | 201 | |",
        "Idempotency-Key: k; Content-Type: application/json; Content-Encoding: identity | 201 | |",
        "Idempotency-Key: k; Content-Type: application/json; Expect: 100-continue | 100 | |",
        "Content-Type: application/json                                    | 400 | PARAMETER_MISSING | Idempotency-Key",
        "Idempotency-Key: a b; Content-Type: application/json              | 400 | PARAMETER_INVALID | Idempotency-Key",
        "Idempotency-Key: a; Idempotency-Key: b; Content-Type: application/json | 400 | PARAMETER_INVALID | Idempotency-Key",
        "Idempotency-Key: k                                                | 415 | MEDIA_TYPE_UNSUPPORTED |",
        "Idempotency-Key: k; Content-Type: text/plain                      | 415 | MEDIA_TYPE_UNSUPPORTED |",
        "Idempotency-Key: k; Content-Type: application/json;charset=latin1 | 415 | MEDIA_TYPE_UNSUPPORTED |",
        "Idempotency-Key: k; Content-Type: application/json; Content-Encoding: gzip | 415 | MEDIA_TYPE_UNSUPPORTED |",
      })
  void shouldCheckHeadersBeforeItReadsABody(String headers, int status, String code, String field)
      throws Exception {
    RawHttp.Answer answer = api.ask("POST /v1/notes", headers, "{\"text\":\"a\"}");

    assertThat(answer.status()).isEqualTo(status);
    if (code != null) {
      check(answer, status, code, field);
    }
  }

  @Test
  void shouldRefuseAMissingAndAnUnexpectedBody() throws Exception {
    check(api.ask("POST /v1/notes", JSON, ""), 400, "BODY_NOT_JSON", null);
    check(api.ask("GET /v1/notes/00ff", JSON, "{}"), 400, "BODY_UNEXPECTED", null);
  }

  @Test
  void shouldRefuseABodyInAnotherEncoding() throws Exception {
    byte[] utf16 = "{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_16LE);
    byte[] marked = "\ufeff{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8);
    byte[] latin1 = "{\"text\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
    for (byte[] body : new byte[][] {utf16, marked, latin1}) {
      try (RawHttp http = new RawHttp(api.port())) {
        String head = RawHttp.request("POST /v1/notes", JSON, "x".repeat(body.length));
        http.send(head.substring(0, head.indexOf("\r\n\r\n") + 4));
        http.send(body);
        check(http.read(), 400, "BODY_NOT_JSON", null);
      }
    }
  }

  @Test
  void shouldRefuseABodyThatIsTooLarge() throws Exception {
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(RawHttp.request("POST /v1/notes", JSON, "x".repeat(1_001)));
      RawHttp.Answer answer = http.read();
      check(answer, 413, "BODY_TOO_LARGE", null);
      assertThat(answer.json().getInteger("limitBytes")).isEqualTo(1_000);
      assertThat(http.isClosed()).isTrue();
    }
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(
          RawHttp.request("POST /v1/notes", JSON + "; Transfer-Encoding: chunked", "")
              + "3e9\r\n"
              + "x".repeat(1_001));
      check(http.read(), 413, "BODY_TOO_LARGE", null);
    }
    check(api.ask("POST /v1/notes", JSON, "x".repeat(1_000)), 400, "BODY_NOT_JSON", null);
  }

  @Test
  void shouldKeepTheConnectionAfterARefusal() throws Exception {
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(RawHttp.request("POST /v1/unknown", JSON, "{\"text\":\"a\"}"));
      check(http.read(), 404, "NOT_FOUND", null);
      http.send(RawHttp.request("POST /v1/notes", JSON, "{\"text\":\"a\"}"));
      check(http.read(), 201, null, null);
    }
  }

  @Test
  void shouldAnswerPipelinedRequestsInTheirOrder() throws Exception {
    try (RawHttp http = new RawHttp(api.port())) {
      String get = RawHttp.request("GET /v1/notes/00ff", "", "");
      String post = RawHttp.request("POST /v1/notes", JSON, "{\"text\":\"a\"}");
      http.send(get + post + get);
      assertThat(http.read().status()).isEqualTo(200);
      assertThat(http.read().status()).isEqualTo(201);
      assertThat(http.read().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldNameTheMethodsThatAPathKnows() throws Exception {
    RawHttp.Answer answer = api.ask("PUT /v1/notes/00ff", "", "");

    assertThat(answer.headers()).containsEntry("Allow", "DELETE, GET");
    assertThat(answer.json().getString("allowed")).isEqualTo("DELETE, GET");
  }

  @Test
  void shouldDescribeARefusalAsAProblemDocument() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    RawHttp.Answer answer =
        api.ask("GET /v1/notes/xyzzy", "traceparent: 00-" + trace + "-00f067aa0ba902b7-01", "");

    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/problem+json")
        .containsEntry("Trace-Id", trace)
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Cache-Control", "no-store");
    assertThat(answer.json())
        .isEqualTo(
            new JsonObject()
                .put("type", "/problems/PARAMETER_INVALID")
                .put("title", HttpProblem.PARAMETER_INVALID.rule())
                .put("status", 400)
                .put("code", "PARAMETER_INVALID")
                .put("detail", "it does not have the form ^[0-9a-z\u00e9 ]{4}$")
                .put("field", "id")
                .put("rule", HttpProblem.PARAMETER_INVALID.rule())
                .put("remedy", HttpProblem.PARAMETER_INVALID.remedy())
                .put("traceId", trace));
  }

  /** A row: a traceparent that is not valid, so that the server takes an id of its own. */
  @ParameterizedTest
  @CsvSource({
    "x",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
    "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
    "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
  })
  void shouldMakeATraceIdOfItsOwn(String traceparent) throws Exception {
    RawHttp.Answer answer = api.ask("GET /v1/notes/00ff", "traceparent: " + traceparent, "");

    assertThat(answer.headers().get("Trace-Id"))
        .matches("[0-9a-f]{32}")
        .isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  /** A row: a traceparent whose trace the request belongs to. */
  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
  })
  void shouldTakeTheCallersTraceId(String traceparent) throws Exception {
    RawHttp.Answer answer = api.ask("GET /v1/notes/00ff", "traceparent: " + traceparent, "");

    assertThat(answer.headers()).containsEntry("Trace-Id", "4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void shouldServeTheContractAndAPageMadeFromIt() throws Exception {
    RawHttp.Answer yaml = api.ask("GET /openapi.yaml", "", "");
    assertThat(yaml.headers()).containsEntry("Content-Type", "application/yaml");
    assertThat(yaml.body()).isEqualTo(NotesApi.CONTRACT.yaml());

    RawHttp.Answer page = api.ask("GET /docs", "", "");
    assertThat(page.headers()).containsEntry("Content-Type", "text/html; charset=utf-8");
    assertThat(page.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; style-src 'unsafe-inline'");
    assertThat(page.body())
        .contains(
            "<h1>Notes &lt;for&gt; tests</h1>",
            "<li>two</li>",
            "<section id=\"createNote\">",
            "Write a note",
            "<a href=\"#schema-Note\">Note</a>",
            "In <code>minor</code> units.",
            "&quot;text&quot; : &quot;hello&quot;",
            "2026-11-22T10:00:00.000Z",
            "1 to 100")
        .doesNotContain("<script", "http://", "https://");
    assertThat(api.ask("HEAD /docs", "", "").status()).isEqualTo(200);
    check(api.ask("POST /docs", "", ""), 405, "METHOD_NOT_ALLOWED", null);
  }

  private static void check(RawHttp.Answer answer, int status, String code, String field) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    if (code != null) {
      assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
      assertThat(answer.code()).isEqualTo(code);
      assertThat(answer.json().getString("field")).isEqualTo(field);
      assertThat(answer.json().getString("traceId")).isEqualTo(answer.headers().get("Trace-Id"));
    }
  }
}
