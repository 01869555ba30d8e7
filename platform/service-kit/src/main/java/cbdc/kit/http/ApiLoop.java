package cbdc.kit.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of an API server that lives on one event loop: its connections and open requests. */
final class ApiLoop extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ApiLoop.class);
  private static final int SWEEP_MILLIS = 100;
  private static final int LINGER_MILLIS = 1_000;
  private static final int IDLE_SECONDS = 60;

  final TraceIds traceIds;
  final ApiSettings settings;
  final RouteTable routes;
  final ApiMeters meters;
  final JsonBody.Parser parser;
  private final ApiGate gate;
  private final int port;
  private HttpServer server;
  private Thread thread;
  private long swept;
  private Exchange oldest;
  private Exchange newest;

  ApiLoop(
      ApiSettings settings,
      int port,
      RouteTable routes,
      ApiMeters meters,
      JsonBody.Parser parser,
      ApiGate gate,
      TraceIds traceIds) {
    this.traceIds = traceIds;
    this.settings = settings;
    this.port = port;
    this.routes = routes;
    this.meters = meters;
    this.parser = parser;
    this.gate = gate;
  }

  @Override
  public Future<?> start() {
    thread = Thread.currentThread();
    swept = System.nanoTime();
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(settings.host())
                    .setPort(port)
                    .setHttp2ClearTextEnabled(false)
                    .setHandle100ContinueAutomatically(true)
                    .setIdleTimeout(IDLE_SECONDS + (int) settings.requestLimit().toSeconds())
                    .setTcpNoDelay(true))
            .requestHandler(request -> new Exchange(this, request).begin())
            .invalidRequestHandler(this::refuseInvalid)
            // There are none here; but without a handler Vert.x answers odd versions of HTTP with
            // 501.
            .webSocketHandshakeHandler(ApiLoop::refuseWebSocket)
            .connectionHandler(this::count)
            .exceptionHandler(gone -> LOG.debug("a connection failed: {}", gone.getMessage()));
    return server.listen();
  }

  @Override
  public Future<?> stop() {
    for (Exchange open = oldest; open != null; open = oldest) {
      open.timeOut();
    }
    return server.close();
  }

  /** The port that it listens on. */
  int port() {
    return server.actualPort();
  }

  /** Takes a request in, or throws why not. */
  void admit(Exchange exchange) {
    gate.enter();
    exchange.before = newest;
    if (newest == null) {
      oldest = exchange;
    } else {
      newest.after = exchange;
    }
    newest = exchange;
  }

  /** Forgets a request that was admitted. */
  void done(Exchange exchange) {
    if (exchange.before == null && oldest != exchange) {
      return;
    }
    if (exchange.before == null) {
      oldest = exchange.after;
    } else {
      exchange.before.after = exchange.after;
    }
    if (exchange.after == null) {
      newest = exchange.before;
    } else {
      exchange.after.before = exchange.before;
    }
    exchange.before = null;
    exchange.after = null;
    gate.leave();
  }

  /** Runs on this loop's thread. */
  void onLoop(Runnable task) {
    if (Thread.currentThread().equals(thread)) {
      task.run();
    } else {
      context.runOnContext(ignored -> task.run());
    }
  }

  /**
   * Closes the connection of a request whose body was not read. Not at once: the client would see a
   * reset instead of the reply.
   */
  void closeSoon(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    if (request.isEnded()) {
      close(connection);
      return;
    }
    long timer = vertx.setTimer(LINGER_MILLIS, late -> close(connection));
    request.handler(ignored -> {});
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          close(connection);
        });
  }

  static void close(HttpConnection connection) {
    connection.close().onFailure(why -> LOG.debug("closed already: {}", why.getMessage()));
  }

  private void count(HttpConnection connection) {
    if (!gate.connect()) {
      close(connection);
      return;
    }
    connection.closeHandler(gone -> gate.disconnect());
  }

  private void refuseInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    HttpProblem code =
        switch (cause) {
          case TooLongHttpLineException line -> HttpProblem.URI_TOO_LONG;
          case TooLongHttpHeaderException header -> HttpProblem.HEADERS_TOO_LARGE;
          default -> HttpProblem.REQUEST_MALFORMED;
        };
    new Exchange(this, request).refuseInvalid(Problem.of(code));
    close(request.connection());
  }

  private static void refuseWebSocket(ServerWebSocketHandshake handshake) {
    handshake
        .reject(HttpProblem.NOT_FOUND.status())
        .onFailure(gone -> LOG.debug("a client went away: {}", gone.getMessage()));
  }

  private void sweep() {
    long now = System.nanoTime();
    meters.late(Math.max(0, now - swept - TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS)));
    swept = now;
    long limit = settings.requestLimit().toNanos();
    while (oldest != null && now - oldest.startNanos > limit) {
      oldest.timeOut();
    }
  }
}
