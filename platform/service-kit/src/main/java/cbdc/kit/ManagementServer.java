package cbdc.kit;

import cbdc.kit.HealthChecks.Finding;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Report;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health probes and metrics over plain HTTP: {@code /health/live}, {@code /health/ready}, {@code
 * /health/started}, each 200 or 503 with every check's reason, and {@code /metrics}. It
 * authenticates nobody: let it listen on loopback, or on a network of operators only.
 */
public final class ManagementServer implements Lifecycle.Part {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TEXT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final long LISTEN_LIMIT_SECONDS = 10;
  private static final String BEARER = "Bearer ";

  private final Vertx vertx;
  private final String host;
  private final int port;
  private final HealthChecks health;
  private final ServiceMetrics metrics;
  private final List<ManagementOperation> operations;
  private volatile HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param port 0 lets the system choose; {@link #port()} tells which one it was
   */
  public ManagementServer(
      Vertx vertx, String host, int port, HealthChecks health, ServiceMetrics metrics) {
    this(vertx, host, port, health, metrics, List.of());
  }

  /** The same with further requests that it answers. */
  public ManagementServer(
      Vertx vertx,
      String host,
      int port,
      HealthChecks health,
      ServiceMetrics metrics,
      List<ManagementOperation> operations) {
    this.operations = List.copyOf(operations);
    this.vertx = vertx;
    this.host = host;
    this.port = port;
    this.health = health;
    this.metrics = metrics;
  }

  /**
   * Listens.
   *
   * @throws StartException if the address cannot be listened on
   */
  @Override
  public void start() throws InterruptedException {
    HttpServer starting =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
            .requestHandler(routes());
    try {
      server = await(starting.listen());
      LOG.info("management listens on http://{}:{}/health/ready and /metrics", host, port());
    } catch (ExecutionException refused) {
      boolean taken = refused.getCause() instanceof BindException;
      throw new StartException(
          "management cannot listen on "
              + host
              + ":"
              + port
              + ": "
              + (taken
                  ? "the port is taken or the address is not this machine's"
                  : refused.getCause().getMessage())
              + "; choose another port (0 lets the system choose) or address",
          refused.getCause());
    } catch (TimeoutException late) {
      throw new StartException(
          "management could not listen on " + host + ":" + port + " in time", late);
    }
  }

  @Override
  public void stop() throws Exception {
    if (server != null) {
      await(server.close());
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  private Router routes() {
    Router router = Router.router(vertx);
    for (Probe probe : Probe.values()) {
      router.get("/health/" + probe.path()).handler(offLoop(() -> report(probe)));
    }
    router.get("/metrics").handler(this::scrape);
    for (ManagementOperation operation : operations) {
      router
          .route(HttpMethod.valueOf(operation.method()), operation.path())
          .handler(context -> answer(operation, context));
    }
    router.route().handler(this::refuse);
    return router;
  }

  /** In OpenMetrics for whom takes it, because of the exemplars. */
  private void scrape(RoutingContext context) {
    String accepted = context.request().getHeader("Accept");
    Work work =
        accepted != null && accepted.contains(OPEN_METRICS)
            ? () -> new Answer(200, OPEN_METRICS_TEXT, metrics.scrapeOpenMetrics())
            : () -> new Answer(200, PROMETHEUS_TEXT, metrics.scrape());
    offLoop(work).handle(context);
  }

  private void answer(ManagementOperation operation, RoutingContext context) {
    HttpServerRequest asked = context.request();
    Map<String, String> parameters = new HashMap<>();
    asked.params().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
    String authorization = asked.getHeader("Authorization");
    ManagementOperation.Request request =
        new ManagementOperation.Request(
            parameters,
            isLocal(asked.remoteAddress().hostAddress(), asked.localAddress().hostAddress()),
            authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : "");
    offLoop(() -> answer(operation, request)).handle(context);
  }

  private static Answer answer(ManagementOperation operation, ManagementOperation.Request request) {
    ManagementOperation.Reply reply;
    try {
      reply = operation.work().answer(request);
    } catch (Exception failed) {
      LOG.warn("{} {} failed", operation.method(), operation.path(), failed);
      reply = ManagementOperation.Reply.refused(500, String.valueOf(failed.getMessage()));
    }
    return new Answer(reply.status(), "application/json", reply.body().encode() + "\n");
  }

  /**
   * Whether a connection comes from this machine: over loopback, or from the very address that it
   * goes to, as the machine's own do when the port listens on that address alone.
   */
  static boolean isLocal(String from, String to) {
    return isLoopback(from) || (from != null && from.equals(to));
  }

  private static boolean isLoopback(String address) {
    // An address of the connection, never a name: nothing is looked up.
    return address != null
        && (address.startsWith("127.")
            || address.equals("::1")
            || address.equals("0:0:0:0:0:0:0:1"));
  }

  private record Answer(int status, String contentType, String body) {}

  @FunctionalInterface
  private interface Work {
    Answer run();
  }

  /** Checks and meters are other people's code: none of it runs on the event loop. */
  private Handler<RoutingContext> offLoop(Work work) {
    return context ->
        vertx
            .executeBlocking(work::run, false)
            .onSuccess(answer -> send(context, answer))
            .onFailure(context::fail);
  }

  private Answer report(Probe probe) {
    Report report = health.report(probe);
    JsonArray checks = new JsonArray();
    for (Finding finding : report.findings()) {
      checks.add(
          new JsonObject()
              .put("name", finding.name())
              .put("ok", finding.verdict().ok())
              .put("reason", finding.verdict().reason()));
    }
    JsonObject body =
        new JsonObject().put("probe", probe.path()).put("ok", report.ok()).put("checks", checks);
    return new Answer(report.ok() ? 200 : 503, "application/json", body.encode() + "\n");
  }

  private void refuse(RoutingContext context) {
    StringBuilder valid =
        new StringBuilder("GET /health/live, /health/ready, /health/started, /metrics");
    operations.forEach(
        operation ->
            valid.append(", ").append(operation.method()).append(' ').append(operation.path()));
    String body =
        new JsonObject()
            .put(
                "error",
                "there is no " + context.request().method() + " " + context.request().path())
            .put("valid", valid.toString())
            .encode();
    send(context, new Answer(404, "application/json", body + "\n"));
  }

  private static void send(RoutingContext context, Answer answer) {
    context
        .response()
        .setStatusCode(answer.status())
        .putHeader("Content-Type", answer.contentType())
        .putHeader("Cache-Control", "no-store")
        .end(answer.body())
        .onFailure(
            gone -> LOG.debug("a client of the management port went away: {}", gone.getMessage()));
  }

  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(LISTEN_LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
