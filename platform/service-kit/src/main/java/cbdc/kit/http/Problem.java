package cbdc.kit.http;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal as the caller sees it, the problem document of RFC 9457 ({@code
 * application/problem+json}): {@code type}, {@code title} and {@code rule} (the rule that was
 * broken), {@code status}, {@code code}, {@code detail}, {@code field}, {@code remedy}, {@code
 * traceId} and further members. Immutable: each method returns another one.
 */
public final class Problem {
  private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

  private record Header(String name, String value) {}

  private final ProblemCode code;
  private final String field;
  private final String detail;
  private final Duration retryAfter;
  private final Map<String, Object> members;
  private final List<Header> headers;

  private Problem(
      ProblemCode code,
      String field,
      String detail,
      Duration retryAfter,
      Map<String, Object> members,
      List<Header> headers) {
    this.code = code;
    this.field = field;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.members = members;
    this.headers = headers;
  }

  /** A refusal that says no more than its code. Those with status 429 and 503 may be retried. */
  public static Problem of(ProblemCode code) {
    boolean passes = code.status() == 503 || code.status() == 429;
    return new Problem(code, null, null, passes ? DEFAULT_RETRY_AFTER : null, Map.of(), List.of());
  }

  /** Names what is at fault: a path into the body such as {@code payee.account}, or a parameter. */
  public Problem field(String name) {
    return new Problem(code, name, detail, retryAfter, members, headers);
  }

  /** What happened this time, one sentence. Must hold no secret: callers and logs see it. */
  public Problem detail(String sentence) {
    return new Problem(code, field, sentence, retryAfter, members, headers);
  }

  /** Adds a member, such as the amounts involved; {@code value} is anything that JSON can hold. */
  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(code, field, detail, retryAfter, more, headers);
  }

  /** Sets the reply header {@code Retry-After}, in whole seconds, rounded up, at least one. */
  public Problem retryAfter(Duration wait) {
    return new Problem(code, field, detail, wait, members, headers);
  }

  /** Adds a reply header. */
  public Problem header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Problem(code, field, detail, retryAfter, members, more);
  }

  /** The exception that carries it to the server. */
  public ProblemException toException() {
    return new ProblemException(this);
  }

  /** Its code. */
  public ProblemCode code() {
    return code;
  }

  /** Its HTTP status. */
  public int status() {
    return code.status();
  }

  /** What is at fault, if it was named. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** The document. */
  public JsonObject toJson(String traceId) {
    JsonObject document =
        new JsonObject()
            .put("type", "/problems/" + code.name())
            .put("title", code.rule())
            .put("status", code.status())
            .put("code", code.name());
    if (detail != null) {
      document.put("detail", detail);
    }
    if (field != null) {
      document.put("field", field);
    }
    document.put("rule", code.rule()).put("remedy", code.remedy()).put("traceId", traceId);
    members.forEach(document::put);
    return document;
  }

  Reply toReply(String traceId) {
    Reply reply = Reply.of(code.status(), Reply.PROBLEM_JSON, toJson(traceId).toBuffer());
    if (code.status() == 401) {
      reply = reply.header("WWW-Authenticate", "Bearer");
    }
    for (Header header : headers) {
      reply = reply.header(header.name(), header.value());
    }
    if (retryAfter == null) {
      return reply;
    }
    long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    return reply.header("Retry-After", Long.toString(seconds));
  }

  @Override
  public String toString() {
    return code.name() + (field == null ? "" : " " + field) + (detail == null ? "" : ": " + detail);
  }
}
