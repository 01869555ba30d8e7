package cbdc.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.StartException;
import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseSettings;
import cbdc.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does while it starts, is full, is slow or stops, and when an operation fails. */
@Timeout(60)
class ApiServerStateTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String BEHAVE = RawHttp.request("GET /v1/behaviour", "", "");

  private NotesApi api;

  @AfterEach
  void stop() throws Exception {
    if (api != null) {
      api.close();
    }
  }

  @Test
  void shouldRefuseWhileItStartsAndServeItsReference() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    api.ready = false;

    RawHttp.Answer answer = api.ask("GET /v1/notes/00ff", "", "");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("STARTING");
    assertThat(answer.headers()).containsEntry("Retry-After", "1");
    assertThat(api.ask("GET /docs", "", "").status()).isEqualTo(200);

    api.ready = true;
    assertThat(api.ask("GET /v1/notes/00ff", "", "").status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseWhatIsOverItsLimitUntilThereIsRoom() throws Exception {
    api = NotesApi.started(NotesApi.limits(2, LONG, LONG));
    List<Promise<Reply>> waiting = holdReplies();
    try (RawHttp first = new RawHttp(api.port());
        RawHttp second = new RawHttp(api.port())) {
      first.send(BEHAVE);
      second.send(BEHAVE);
      Await.until("both are in work", () -> waiting.size() == 2);

      RawHttp.Answer refused = RawHttp.exchange(api.port(), BEHAVE);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("OVERLOADED");
      assertThat(refused.headers()).containsKey("Retry-After");

      waiting.get(0).complete(Reply.noContent());
      waiting.get(1).complete(Reply.noContent());
      assertThat(first.read().status()).isEqualTo(204);
      assertThat(second.read().status()).isEqualTo(204);
      assertThat(api.ask("GET /v1/notes/00ff", "", "").status()).isEqualTo(200);
    }
  }

  @Test
  void shouldGiveUpAnOperationThatTakesTooLongAndTakeMore() throws Exception {
    api = NotesApi.started(NotesApi.limits(1, Duration.ofMillis(300), LONG));
    List<Promise<Reply>> waiting = holdReplies();

    RawHttp.Answer late = RawHttp.exchange(api.port(), BEHAVE);
    assertThat(late.status()).isEqualTo(504);
    assertThat(late.code()).isEqualTo("TIMEOUT");

    waiting.get(0).complete(Reply.noContent());
    assertThat(api.ask("GET /v1/notes/00ff", "", "").status()).isEqualTo(200);
  }

  @Test
  void shouldKeepTrackOfRequestsThatEndInAnyOrder() throws Exception {
    Duration limit = Duration.ofSeconds(2);
    api = NotesApi.started(new ApiSettings("127.0.0.1", 0, 1, 1_000, 4, 50, 50, limit, LONG));
    List<Promise<Reply>> waiting = holdReplies();
    List<RawHttp> clients = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawHttp client = new RawHttp(api.port());
      clients.add(client);
      client.send(BEHAVE);
      int sent = i + 1;
      Await.until("it is in work", () -> waiting.size() == sent);
    }
    // First, second, one in the middle, last; the third and the fifth stay.
    for (int answered : new int[] {0, 1, 3, 5}) {
      waiting.get(answered).complete(Reply.noContent());
      assertThat(clients.get(answered).read().status()).isEqualTo(204);
    }
    for (int late : new int[] {2, 4}) {
      assertThat(clients.get(late).read().code()).isEqualTo("TIMEOUT");
    }
    assertThat(RawHttp.exchange(api.port(), BEHAVE).code()).isEqualTo("TIMEOUT");
    assertThat(api.metrics.registry().get("cbdc.notes.requests.open").gauge().value()).isZero();
    for (RawHttp client : clients) {
      client.close();
    }
  }

  @Test
  void shouldTellHowLateItsEventLoopsAreAndWhoIsConnected() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    long blocked = TimeUnit.MILLISECONDS.toNanos(400);
    api.behaviour =
        call -> {
          long end = System.nanoTime() + blocked;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          return Future.succeededFuture(Reply.noContent());
        };
    try (RawHttp client = new RawHttp(api.port())) {
      client.send(BEHAVE);
      assertThat(client.read().status()).isEqualTo(204);
      assertThat(api.metrics.registry().get("cbdc.notes.connections").gauge().value()).isEqualTo(1);
      Await.until(
          "the loop has seen that it was late",
          () ->
              api.metrics.registry().get("cbdc.notes.loop.delay").timer().max(TimeUnit.MILLISECONDS)
                  >= 200);
    }
    Await.until(
        "the connection is gone",
        () -> api.metrics.registry().get("cbdc.notes.connections").gauge().value() == 0);
  }

  @Test
  void shouldGiveUpABodyThatDoesNotArrive() throws Exception {
    api = NotesApi.started(NotesApi.limits(1, Duration.ofMillis(300), LONG));
    String headers = "Idempotency-Key: k; Content-Type: application/json; Content-Length: 50";
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(RawHttp.request("POST /v1/notes", headers, "") + "{\"te");
      RawHttp.Answer answer = http.read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.code()).isEqualTo("BODY_TOO_SLOW");
      assertThat(answer.headers()).containsEntry("Connection", "close");
      assertThat(http.isClosed()).isTrue();
    }
    assertThat(api.calls).isEmpty();
  }

  @Test
  void shouldForgetARequestWhoseClientWentAway() throws Exception {
    api = NotesApi.started(NotesApi.limits(1, LONG, LONG));
    String headers = "Idempotency-Key: k; Content-Type: application/json; Content-Length: 50";
    try (RawHttp http = new RawHttp(api.port())) {
      http.send(RawHttp.request("POST /v1/notes", headers, "") + "{\"te");
      Await.until(
          "it is in work",
          () -> api.metrics.registry().get("cbdc.notes.requests.open").gauge().value() == 1);
    }
    Await.until("there is room", () -> api.ask("GET /v1/notes/00ff", "", "").status() == 200);
  }

  @Test
  void shouldFinishWhatItAcceptedBeforeItStops() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    List<Promise<Reply>> waiting = holdReplies();
    int port = api.port();
    try (RawHttp accepted = new RawHttp(port);
        RawHttp idle = new RawHttp(port)) {
      idle.send(RawHttp.request("GET /v1/notes/00ff", "", ""));
      assertThat(idle.read().status()).isEqualTo(200);
      accepted.send(BEHAVE);
      Await.until("it is in work", () -> waiting.size() == 1);

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(this::stopServer);
      Await.until("new ones are refused", () -> statusOf(port) == 503);
      idle.send(BEHAVE);
      RawHttp.Answer refused = idle.read();
      assertThat(refused.code()).isEqualTo("STOPPING");
      assertThat(refused.headers()).containsEntry("Connection", "close").containsKey("Retry-After");
      assertThat(idle.isClosed()).isTrue();
      assertThat(stopped).isNotDone();

      waiting.get(0).complete(Reply.noContent());
      assertThat(accepted.read().status()).isEqualTo(204);
      stopped.get(20, TimeUnit.SECONDS);
      Await.until("nobody listens any more", () -> isRefused(port));
    }
  }

  @Test
  void shouldSayThatTheOutcomeIsUnknownWhenItStopsTooEarly() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, Duration.ofMillis(200)));
    List<Promise<Reply>> waiting = holdReplies();
    try (RawHttp accepted = new RawHttp(api.port())) {
      accepted.send(BEHAVE);
      Await.until("it is in work", () -> waiting.size() == 1);
      stopServer();
      RawHttp.Answer answer = accepted.read();
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.code()).isEqualTo("TIMEOUT");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "fails", "no future", "no reply", "broken header"})
  void shouldAnswerAFaultWithoutTellingWhatItWas(String how) throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    IllegalStateException fault = new IllegalStateException("a secret");
    api.behaviour =
        call ->
            switch (how) {
              case "throws" -> throw fault;
              case "fails" -> Future.failedFuture(fault);
              case "no future" -> null;
              case "no reply" -> Future.succeededFuture(null);
              default -> Future.succeededFuture(Reply.noContent().header("X-Note", "a\r\nb: c"));
            };
    try (LogCapture log = new LogCapture()) {
      if (how.equals("broken header")) {
        assertThatThrownBy(() -> RawHttp.exchange(api.port(), BEHAVE))
            .isInstanceOf(IOException.class);
      } else {
        RawHttp.Answer answer = RawHttp.exchange(api.port(), BEHAVE);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("INTERNAL_ERROR");
        assertThat(answer.body()).doesNotContain("secret", "Exception");
        assertThat(log.errors())
            .containsExactly("operation behave failed, trace " + answer.headers().get("Trace-Id"));
      }
    }
    assertThat(api.ask("GET /v1/notes/00ff", "", "").status()).isEqualTo(200);
  }

  @Test
  void shouldAnswerARefusalThatComesFromAnotherThread() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    api.behaviour =
        call ->
            Future.fromCompletionStage(
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new CompletionException(
                          Problem.of(HttpProblem.FORBIDDEN).with("needs", 7).toException());
                    }));

    RawHttp.Answer answer = RawHttp.exchange(api.port(), BEHAVE);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().getInteger("needs")).isEqualTo(7);
  }

  @Test
  void shouldSayThatTheDatabaseIsAway() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    DatabaseSettings absent = DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/x", "x", "x");
    try (Database database = new Database("absent", absent, "cbdc/kit/db/notes")) {
      api.behaviour =
          call -> Future.fromCompletionStage(database.submit(work -> Reply.noContent()));
      RawHttp.Answer answer = RawHttp.exchange(api.port(), BEHAVE);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("DATABASE_UNAVAILABLE");
      assertThat(answer.headers()).containsKey("Retry-After");
    }
  }

  @Test
  void shouldHandOverTheTokenAndAskForOne() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    api.behaviour =
        call -> {
          String token =
              call.bearer()
                  .orElseThrow(() -> Problem.of(HttpProblem.UNAUTHENTICATED).toException());
          return Future.succeededFuture(
              Reply.noContent().header("Token-Length", token.length() + ""));
        };

    assertThat(api.ask("GET /v1/behaviour", "Authorization: bearer abc", "").headers())
        .containsEntry("Token-Length", "3");
    for (String header :
        List.of(
            "",
            "Authorization: Bearer",
            "Authorization: Basic abc",
            "Authorization: Bearer a; Authorization: Bearer b")) {
      RawHttp.Answer answer = api.ask("GET /v1/behaviour", header, "");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer");
    }
  }

  @Test
  void shouldMeasureByOperationAndStatusOnly() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    api.ask("GET /v1/notes/00ff", "", "");
    api.ask("GET /v1/notes/xyzzy", "", "");
    api.ask("GET /nobody-knows", "", "");

    assertThat(api.metrics.scrape())
        .contains(
            "cbdc_notes_requests_seconds_count{operation=\"getNote\",status=\"200\"} 1",
            "cbdc_notes_requests_seconds_count{operation=\"getNote\",status=\"400\"} 1",
            "cbdc_notes_requests_seconds_count{operation=\"none\",status=\"404\"} 1",
            "cbdc_notes_requests_seconds_bucket{operation=\"getNote\",status=\"200\",le=\"0.01\"}",
            "cbdc_notes_refusals_total{code=\"PARAMETER_INVALID\"} 1.0",
            "cbdc_notes_requests_open 0.0")
        .doesNotContain("00ff", "nobody-knows");
  }

  @Test
  void shouldCloseConnectionsBeyondItsLimit() throws Exception {
    api =
        NotesApi.started(
            new ApiSettings("127.0.0.1", 0, 2, 1_000, 4, 10, 1, LONG, Duration.ofSeconds(5)));
    try (RawHttp first = new RawHttp(api.port())) {
      first.send(BEHAVE);
      assertThat(first.read().status()).isEqualTo(204);
      try (RawHttp second = new RawHttp(api.port())) {
        assertThat(second.isClosed()).isTrue();
      }
      first.send(BEHAVE);
      assertThat(first.read().status()).isEqualTo(204);
    }
    Await.until("there is room", () -> statusOf(api.port()) == 204);
  }

  @Test
  void shouldListenOnItsOwnPortBesideOthers() throws Exception {
    api = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    NotesApi other = NotesApi.started(NotesApi.limits(10, LONG, LONG));
    try {
      assertThat(other.port()).isNotEqualTo(api.port());
      NotesApi third = new NotesApi(ApiSettings.defaults().at("127.0.0.1", api.port()));
      assertThatThrownBy(third.server::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining(
              "notes cannot listen on 127.0.0.1:" + api.port() + ": the port is taken");
      third.close();
    } finally {
      other.close();
    }
  }

  @Test
  void shouldNotBeBuiltWhereContractAndHandlersDiffer() {
    Vertx none = null;
    NotesApi sample = new NotesApi(ApiSettings.defaults());
    Map<String, Operation> operations = sample.operations();
    operations.put("editNote", call -> null);
    assertThatThrownBy(() -> build(none, sample, operations))
        .hasMessage("the contract does not know the operations [editNote]");
    operations.remove("editNote");
    operations.remove("getNote");
    assertThatThrownBy(() -> build(none, sample, operations))
        .hasMessage("the contract's operation getNote has no handler");
  }

  private static ApiServer build(Vertx vertx, NotesApi sample, Map<String, Operation> operations) {
    return new ApiServer(
        vertx,
        "other" + operations.size(),
        ApiSettings.defaults(),
        NotesApi.CONTRACT,
        operations,
        () -> true,
        sample.metrics.registry());
  }

  private List<Promise<Reply>> holdReplies() {
    List<Promise<Reply>> waiting = new CopyOnWriteArrayList<>();
    api.behaviour =
        call -> {
          Promise<Reply> reply = Promise.promise();
          waiting.add(reply);
          return reply.future();
        };
    return waiting;
  }

  private static int statusOf(int port) throws IOException {
    return RawHttp.exchange(port, BEHAVE).status();
  }

  private static boolean isRefused(int port) throws IOException {
    try {
      new RawHttp(port).close();
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }

  private void stopServer() {
    try {
      api.server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
