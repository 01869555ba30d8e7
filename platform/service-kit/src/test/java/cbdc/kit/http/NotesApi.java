package cbdc.kit.http;

import cbdc.kit.ServiceMetrics;
import cbdc.kit.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server of the contract notes.yaml, for tests. */
final class NotesApi {
  static final OpenApiContract CONTRACT = OpenApiContract.load("cbdc/kit/http/notes.yaml");

  final ServiceMetrics metrics = ServiceMetrics.empty();
  final List<Call> calls = new CopyOnWriteArrayList<>();
  final ApiServer server;
  volatile boolean ready = true;

  /** What the operation {@code behave} does. */
  volatile Operation behaviour = call -> Future.succeededFuture(Reply.noContent());

  private final Vertx vertx = Vertx.vertx();

  NotesApi(ApiSettings settings) {
    this(settings, Optional.empty());
  }

  NotesApi(ApiSettings settings, Optional<Tracing> tracing) {
    server =
        new ApiServer(
            vertx,
            "notes",
            settings,
            CONTRACT,
            operations(),
            () -> ready,
            metrics.registry(),
            tracing);
  }

  static NotesApi started(ApiSettings settings) throws InterruptedException {
    NotesApi api = new NotesApi(settings);
    api.server.start();
    return api;
  }

  static ApiSettings limits(int openMax, Duration requestLimit, Duration drainLimit) {
    return new ApiSettings("127.0.0.1", 0, 2, 1_000, 4, openMax, 50, requestLimit, drainLimit);
  }

  Map<String, Operation> operations() {
    Map<String, Operation> operations = new HashMap<>();
    operations.put("createNote", this::create);
    operations.put("latestNote", call -> reply(200, new JsonObject().put("id", "latest")));
    operations.put("getNote", call -> reply(200, new JsonObject().put("id", call.path("id"))));
    operations.put("deleteNote", call -> Future.succeededFuture(Reply.noContent()));
    operations.put("behave", call -> behaviour.handle(call));
    return operations;
  }

  private Future<Reply> create(Call call) {
    calls.add(call);
    JsonBody body = call.body();
    JsonObject note = new JsonObject().put("text", body.text("text", 20));
    body.optionalInteger("amount", 1, Long.MAX_VALUE).ifPresent(it -> note.put("amount", it));
    body.optionalObject("to").ifPresent(to -> note.put("to", to.text("name", 10)));
    body.end();
    return reply(201, note);
  }

  private static Future<Reply> reply(int status, JsonObject body) {
    return Future.succeededFuture(Reply.json(status, body));
  }

  int port() {
    return server.port();
  }

  RawHttp.Answer ask(String line, String headers, String body) throws Exception {
    return RawHttp.exchange(port(), RawHttp.request(line, headers, body));
  }

  void close() throws Exception {
    server.stop();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    metrics.close();
  }
}
