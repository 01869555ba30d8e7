package cbdc.kit.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operation answers. Immutable.
 *
 * @param status the HTTP status, 200 to 599
 * @param contentType the media type of the body, null if there is none
 * @param body the body, null if there is none
 * @param headers further header names and values, in turn
 */
public record Reply(int status, String contentType, Buffer body, List<String> headers) {
  static final String JSON = "application/json";
  static final String PROBLEM_JSON = "application/problem+json";

  /** A body of any type, encoded already. */
  public static Reply of(int status, String contentType, Buffer body) {
    return new Reply(status, contentType, body, List.of());
  }

  /** A JSON object. */
  public static Reply json(int status, JsonObject body) {
    return of(status, JSON, body.toBuffer());
  }

  /**
   * A JSON document that is encoded already: for answers that are built many thousand times a
   * second.
   */
  public static Reply json(int status, Buffer body) {
    return of(status, JSON, body);
  }

  /** Status 204. */
  public static Reply noContent() {
    return new Reply(204, null, null, List.of());
  }

  /** The same with another header. */
  public Reply header(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new Reply(status, contentType, body, List.copyOf(more));
  }
}
