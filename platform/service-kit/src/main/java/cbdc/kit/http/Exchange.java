package cbdc.kit.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request from its header to its reply. Belongs to one event loop. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final String NO_OPERATION = "none";

  private final ApiLoop loop;
  private final HttpServerRequest request;
  private final String traceId;
  final long startNanos = System.nanoTime();
  Exchange before;
  Exchange after;
  private Route route;
  private Buffer body;
  private boolean waitsForBody;
  private boolean admitted;
  private boolean over;

  Exchange(ApiLoop loop, HttpServerRequest request) {
    this.loop = loop;
    this.request = request;
    this.traceId = loop.traceIds.idOf(request.getHeader("traceparent"));
  }

  /** Takes the request, or refuses it. */
  void begin() {
    try {
      loop.admit(this);
      admitted = true;
      RequestTarget target = RequestTarget.of(request.uri());
      RouteTable.Match match = find(target);
      route.checkHeaders(request.headers());
      long length = bodyLength();
      if (length == 0 && !route.described().bodyRequired()) {
        run(match, target);
        return;
      }
      expectBody(length);
      body = Buffer.buffer(length > 0 ? (int) length : 512);
      waitsForBody = true;
      request.exceptionHandler(gone -> loop.done(this));
      request.handler(this::append);
      request.endHandler(
          end -> {
            waitsForBody = false;
            if (!over) {
              run(match, target);
            }
          });
    } catch (Throwable failed) {
      fail(failed);
    }
  }

  /** Ends it because its time is up. */
  void timeOut() {
    if (waitsForBody) {
      refuseAndClose(Problem.of(HttpProblem.BODY_TOO_SLOW));
    } else {
      refuse(Problem.of(HttpProblem.TIMEOUT));
    }
  }

  /** Refuses it, and lets the caller use another connection. */
  void refuseAndClose(Problem problem) {
    send(count(problem), true);
  }

  private RouteTable.Match find(RequestTarget target) {
    String method = request.method().name();
    RouteTable.Match match = loop.routes.find(method, target.path());
    route = match.route();
    if (route != null) {
      return match;
    }
    List<String> allowed = match.allowed();
    if (allowed.isEmpty()) {
      throw Problem.of(HttpProblem.NOT_FOUND).detail("there is no such path").toException();
    }
    throw Problem.of(HttpProblem.METHOD_NOT_ALLOWED)
        .header("Allow", String.join(", ", allowed))
        .with("allowed", String.join(", ", allowed))
        .toException();
  }

  /** Bytes that the body will have, 0 if there is none, -1 if it will turn out. */
  private long bodyLength() {
    if (request.getHeader("Transfer-Encoding") != null) {
      return -1;
    }
    String length = request.getHeader("Content-Length");
    // Netty has refused what is no number.
    return length == null ? 0 : Long.parseLong(length);
  }

  private void expectBody(long length) {
    if (!route.described().takesBody()) {
      throw Problem.of(HttpProblem.BODY_UNEXPECTED).toException();
    }
    route.checkBodyType(request.getHeader("Content-Type"));
    if (length > loop.settings.bodyBytesMax()) {
      refuseAndClose(tooLarge());
      throw new AlreadyAnswered();
    }
  }

  private Problem tooLarge() {
    return Problem.of(HttpProblem.BODY_TOO_LARGE).with("limitBytes", loop.settings.bodyBytesMax());
  }

  private void append(Buffer part) {
    if (over) {
      return;
    }
    if (body.length() + part.length() > loop.settings.bodyBytesMax()) {
      refuseAndClose(tooLarge());
      return;
    }
    body.appendBuffer(part);
  }

  private void run(RouteTable.Match match, RequestTarget target) {
    try {
      Call call =
          new Call(
              route.described().id(),
              traceId,
              route.path(match.values()),
              route.query(target),
              request.headers(),
              body == null ? Buffer.buffer() : body,
              loop.parser);
      Future<Reply> reply = route.operation().handle(call);
      if (reply.isComplete()) {
        finish(reply);
      } else {
        reply.onComplete(result -> loop.onLoop(() -> finish(reply)));
      }
    } catch (Throwable failed) {
      fail(failed);
    }
  }

  private void finish(Future<Reply> reply) {
    if (over) {
      return;
    }
    if (reply.failed()) {
      fail(reply.cause());
    } else {
      send(reply.result(), false);
    }
  }

  private void fail(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (cause instanceof ProblemException refused) {
      refuse(refused.problem());
    } else if (!(cause instanceof AlreadyAnswered)) {
      LOG.error("operation {} failed, trace {}", operation(), traceId, cause);
      refuse(Problem.of(HttpProblem.INTERNAL_ERROR));
    }
  }

  private void refuse(Problem problem) {
    if (problem.code() == HttpProblem.STOPPING) {
      refuseAndClose(problem);
    } else {
      send(count(problem), false);
    }
  }

  private Reply count(Problem problem) {
    loop.meters.refused(problem.code());
    return problem.toReply(traceId);
  }

  private void send(Reply reply, boolean close) {
    if (over) {
      return;
    }
    if (admitted) {
      loop.done(this);
    }
    over = true;
    loop.meters.answered(operation(), reply.status(), System.nanoTime() - startNanos);
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    Replies.write(response, reply, traceId, close);
    if (close) {
      loop.closeSoon(request);
    }
  }

  private String operation() {
    return route == null ? NO_OPERATION : route.described().id();
  }

  /** Ends the work on a request that was answered from within. */
  private static final class AlreadyAnswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlreadyAnswered() {
      super(null, null, false, false);
    }
  }
}
