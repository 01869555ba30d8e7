package cbdc.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a service answered.
 *
 * @param status HTTP status
 * @param body the JSON document, or a missing node where there was none
 */
public record ApiAnswer(int status, JsonNode body) {
  /** True for 2xx. */
  public boolean isOk() {
    return status >= 200 && status < 300;
  }

  /** The stable code of a problem document; empty where it is none. */
  public String code() {
    return body.path("code").asText("");
  }

  /** A field's text; empty where there is none. */
  public String text(String field) {
    return body.path(field).asText("");
  }

  /** One line that says what went wrong. */
  public String problem() {
    return status
        + " "
        + code()
        + (text("field").isEmpty() ? "" : " (" + text("field") + ")")
        + ": "
        + text("title")
        + (text("detail").isEmpty() ? "" : ": " + text("detail"));
  }
}
