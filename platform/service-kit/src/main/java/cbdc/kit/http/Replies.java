package cbdc.kit.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes replies with the headers that all of them have. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final CharSequence TRACE_ID = HttpHeaders.createOptimized("Trace-Id");
  private static final CharSequence NO_SNIFF_NAME =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

  private Replies() {}

  /** Writes and ends the response. */
  static void write(HttpServerResponse response, Reply reply, String traceId, boolean close) {
    response.setStatusCode(reply.status());
    MultiMap headers = response.headers();
    headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    headers.set(NO_SNIFF_NAME, NO_SNIFF);
    headers.set(TRACE_ID, traceId);
    if (close) {
      headers.set(HttpHeaders.CONNECTION, CLOSE);
    }
    List<String> more = reply.headers();
    for (int i = 0; i < more.size(); i += 2) {
      headers.set(more.get(i), more.get(i + 1));
    }
    if (reply.body() == null) {
      response.end().onFailure(Replies::gone);
    } else {
      headers.set(HttpHeaders.CONTENT_TYPE, reply.contentType());
      response.end(reply.body()).onFailure(Replies::gone);
    }
  }

  private static void gone(Throwable why) {
    LOG.debug("a client went away before its reply: {}", why.getMessage());
  }
}
