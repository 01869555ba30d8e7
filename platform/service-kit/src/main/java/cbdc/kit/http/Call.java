package cbdc.kit.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request that the contract admits: parameters are there, in their range, and no others.
 * Belongs to the event loop that handles it.
 */
public final class Call {
  private static final String BEARER = "Bearer ";

  private final String operationId;
  private final String traceId;
  private final Map<String, String> path;
  private final Map<String, String> query;
  private final MultiMap headers;
  private final SocketAddress remote;
  private final Buffer body;
  private final JsonBody.Parser parser;
  private JsonBody json;

  Call(
      String operationId,
      String traceId,
      Map<String, String> path,
      Map<String, String> query,
      MultiMap headers,
      SocketAddress remote,
      Buffer body,
      JsonBody.Parser parser) {
    this.operationId = operationId;
    this.traceId = traceId;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.remote = remote;
    this.body = body;
    this.parser = parser;
  }

  /** Which operation of the contract this is. */
  public String operationId() {
    return operationId;
  }

  /** A path parameter, decoded. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException(operationId + " has no path parameter " + name);
    }
    return value;
  }

  /** A query parameter, decoded, if it is there. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A query parameter that the contract declares as integer, if it is there. */
  public OptionalLong queryInteger(String name) {
    String value = query.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
  }

  /** A header, if it is there; the first one if there are several. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The address that the connection comes from: a caller's, or the last proxy's. */
  public String remoteAddress() {
    return remote.hostAddress();
  }

  /** The token of {@code Authorization: Bearer …}, if there is one. */
  public Optional<String> bearer() {
    List<String> values = headers.getAll("Authorization");
    // Two of them may name two callers: that is none.
    String value = values.size() == 1 ? values.get(0) : "";
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    String token = value.substring(BEARER.length()).strip();
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  /**
   * The body as a JSON object, parsed at the first call.
   *
   * @throws ProblemException if it is none
   */
  public JsonBody body() {
    if (json == null) {
      json = parser.parse(bytes());
    }
    return json;
  }

  /** The body as it came; empty if there is none. */
  public byte[] bytes() {
    return body.getBytes();
  }

  /** The id by which logs, reply and caller know this request: 32 hex digits. */
  public String traceId() {
    return traceId;
  }

  /** The refusal of a parameter's value, for rules that are not in the contract. */
  public static ProblemException invalidParameter(String name, String why) {
    return Problem.of(HttpProblem.PARAMETER_INVALID).field(name).detail(why).toException();
  }
}
