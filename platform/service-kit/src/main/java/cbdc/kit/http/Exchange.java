package cbdc.kit.http;

import cbdc.kit.db.DatabaseUnavailable;
import cbdc.kit.trace.CurrentSpan;
import cbdc.kit.trace.Span;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request from its header to its reply. Belongs to one event loop. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final String NO_OPERATION = "none";
  private static final int FAULTS_FROM = 500;

  private final ApiLoop loop;
  private final HttpServerRequest request;
  private final Span span;
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
    this.span = loop.traceIds.spanOf(request.getHeader(TRACEPARENT));
  }

  /** Takes the request, or refuses it. */
  void begin() {
    try {
      if (request.version() == null) {
        throw malformed("the version is neither HTTP/1.1 nor HTTP/1.0").toException();
      }
      RequestTarget target = RequestTarget.of(request.uri());
      RouteTable.Match match = find(target);
      if (!route.local()) {
        loop.admit(this);
        admitted = true;
      }
      route.checkHeaders(request.headers());
      long length = bodyLength();
      if (length == 0 && !route.described().bodyRequired()) {
        run(match, target);
      } else if (expectsBody(length)) {
        receive(length, match, target);
      }
    } catch (Throwable failed) {
      fail(failed);
    }
  }

  /** Answers what is no HTTP, and closes the connection. */
  void refuseInvalid(Problem problem) {
    send(count(problem), true);
  }

  /** Ends it because its time is up. */
  void timeOut() {
    if (waitsForBody) {
      refuseAndClose(Problem.of(HttpProblem.BODY_TOO_SLOW));
    } else {
      refuse(Problem.of(HttpProblem.TIMEOUT));
    }
  }

  private void refuseAndClose(Problem problem) {
    send(count(problem), true);
    loop.closeSoon(request);
  }

  private void receive(long length, RouteTable.Match match, RequestTarget target) {
    body = Buffer.buffer(length > 0 ? (int) length : 512);
    waitsForBody = true;
    request.exceptionHandler(gone -> forget());
    request.handler(this::append);
    request.endHandler(
        end -> {
          waitsForBody = false;
          if (!over) {
            run(match, target);
          }
        });
  }

  private void forget() {
    if (!over) {
      over = true;
      loop.done(this);
      describe();
      span.end();
    }
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
    if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      return -1;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException noNumber) {
      throw malformed("the Content-Length is no number").toException();
    }
  }

  /** Whether to read a body; if not, the request has been answered. */
  private boolean expectsBody(long length) {
    if (!route.described().takesBody()) {
      throw Problem.of(HttpProblem.BODY_UNEXPECTED).toException();
    }
    route.checkBodyType(
        request.getHeader(HttpHeaders.CONTENT_TYPE),
        request.getHeader(HttpHeaders.CONTENT_ENCODING));
    if (length > loop.settings.bodyBytesMax()) {
      refuseAndClose(tooLarge());
      return false;
    }
    return true;
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
              span.traceId(),
              route.path(match.values()),
              route.query(target),
              request.headers(),
              request.remoteAddress(),
              body == null ? Buffer.buffer() : body,
              loop.parser);
      Future<Reply> reply = Objects.requireNonNull(handle(call), "the operation's future");
      if (reply.isComplete()) {
        finish(reply);
      } else {
        reply.onComplete(result -> loop.onLoop(() -> finish(reply)));
      }
    } catch (Throwable failed) {
      fail(failed);
    }
  }

  /** Runs the operation, which takes the span along only where somebody will see it. */
  private Future<Reply> handle(Call call) {
    if (!span.isRecorded()) {
      return route.operation().handle(call);
    }
    Span before = CurrentSpan.set(span);
    try {
      return route.operation().handle(call);
    } finally {
      CurrentSpan.set(before);
    }
  }

  private void finish(Future<Reply> reply) {
    if (over) {
      return;
    }
    if (reply.succeeded() && reply.result() != null) {
      send(reply.result(), false);
    } else {
      fail(reply.failed() ? reply.cause() : new NullPointerException("the operation's reply"));
    }
  }

  private void fail(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (cause instanceof ProblemException refused) {
      refuse(refused.problem());
    } else if (cause instanceof DatabaseUnavailable) {
      refuse(Problem.of(HttpProblem.DATABASE_UNAVAILABLE));
    } else {
      LOG.error("operation {} failed, trace {}", operation(), span.traceId(), cause);
      refuse(Problem.of(HttpProblem.INTERNAL_ERROR));
    }
  }

  private void refuse(Problem problem) {
    if (problem.code() == HttpProblem.STOPPING || request.version() == null) {
      refuseAndClose(problem);
    } else {
      send(count(problem), false);
    }
  }

  private Reply count(Problem problem) {
    loop.meters.refused(problem.code());
    span.tag("cbdc.problem", problem.code().name());
    return problem.toReply(span.traceId());
  }

  private void send(Reply reply, boolean close) {
    if (over) {
      return;
    }
    if (admitted) {
      loop.done(this);
    }
    over = true;
    measure(reply.status());
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    try {
      Replies.write(response, reply, span.traceId(), close);
    } catch (RuntimeException unfit) {
      // A header that is none, for example. Part of the reply may be out: there is no second one.
      LOG.error("the reply of operation {} failed, trace {}", operation(), span.traceId(), unfit);
      ApiLoop.close(request.connection());
    }
  }

  /** Ends the span, after a measurement that may name it. */
  private void measure(int status) {
    Span before = CurrentSpan.set(span);
    try {
      loop.meters.answered(operation(), status, System.nanoTime() - startNanos);
    } finally {
      CurrentSpan.set(before);
    }
    describe();
    span.tag("http.response.status_code", status);
    if (status >= FAULTS_FROM) {
      span.fail();
    }
    span.end();
  }

  /** Says what it was by the contract's words: what callers write belongs to nobody's collector. */
  private void describe() {
    span.name(operation());
    if (route != null) {
      span.tag("http.request.method", route.described().method());
      span.tag("http.route", route.described().path());
    }
  }

  private String operation() {
    return route == null ? NO_OPERATION : route.described().id();
  }

  private static Problem malformed(String detail) {
    return Problem.of(HttpProblem.REQUEST_MALFORMED).detail(detail);
  }
}
