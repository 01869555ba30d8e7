package cbdc.kit;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * One more request that a service answers on its management port, beside health and metrics.
 *
 * @param method of the request, such as {@code GET}
 * @param path of the request, such as {@code /status}
 * @param work answers it; never on the event loop
 */
public record ManagementOperation(String method, String path, Work work) {

  /**
   * What was asked.
   *
   * @param parameters of the query, by name
   * @param isLocal whether it came from this machine
   * @param token what stands behind {@code Authorization: Bearer}, empty if nothing does
   */
  public record Request(Map<String, String> parameters, boolean isLocal, String token) {
    /** Copies the parameters. */
    public Request {
      parameters = Map.copyOf(parameters);
    }

    /** Without the token. */
    @Override
    public String toString() {
      return "Request[" + parameters + (isLocal ? ", local]" : "]");
    }
  }

  /** An answer: HTTP status and body. */
  public record Reply(int status, JsonObject body) {
    /** What was asked for. */
    public static Reply ok(JsonObject body) {
      return new Reply(200, body);
    }

    /** A refusal that says why, and what to do. */
    public static Reply refused(int status, String why) {
      return new Reply(status, new JsonObject().put("error", why));
    }
  }

  /** Answers a request. An exception is answered with 500 and its message. */
  @FunctionalInterface
  public interface Work {
    Reply answer(Request request) throws Exception;
  }
}
