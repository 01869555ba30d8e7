package cbdc.load;

import cbdc.load.record.Outcome;
import cbdc.load.record.RequestKind;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;

/** What an answer of a wallet service means, by the published contract. */
final class Answers {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Answers that leave open what became of a request: done later, or nobody knows. */
  private static final Set<Integer> OPEN = Set.of(202, 408, 500, 502, 504);

  private static final int REFUSED = 422;
  private static final int MALFORMED = 400;

  /** What the field {@code status} says when a request is carried out. */
  private static final Map<RequestKind, String> DONE =
      Map.of(
          RequestKind.PAYMENT, "settled",
          RequestKind.HOLD, "open",
          RequestKind.CAPTURE, "settled",
          RequestKind.RELEASE, "released",
          RequestKind.REFUND, "settled",
          RequestKind.CASH_IN, "settled",
          RequestKind.CASH_OUT, "settled");

  private Answers() {}

  /**
   * A meaning.
   *
   * @param reason code of a refusal or failure; empty where it is settled
   */
  record Meaning(Outcome outcome, String reason) {}

  /**
   * Reads an answer.
   *
   * @param status of HTTP, or 0 where no answer came
   * @param body may be null
   */
  static Meaning read(RequestKind kind, int status, String body) {
    if (status == 0) {
      return new Meaning(Outcome.UNKNOWN, "NO_ANSWER");
    }
    JsonNode json = parse(body);
    if (status == 200 || status == 201) {
      return success(kind, json);
    }
    String code = json.path("code").asText("HTTP_" + status);
    if (kind == RequestKind.INVALID && (status == MALFORMED || status == REFUSED)) {
      return new Meaning(Outcome.DECLINED, code);
    }
    if (status == REFUSED && Decline.isOne(code)) {
      return new Meaning(Outcome.DECLINED, code);
    }
    return new Meaning(OPEN.contains(status) ? Outcome.UNKNOWN : Outcome.FAILED, code);
  }

  private static Meaning success(RequestKind kind, JsonNode json) {
    boolean isAsDue =
        switch (kind) {
          case BALANCE -> json.path("available").isIntegralNumber();
          case INVALID -> false;
          default -> json.path("status").asText().equals(DONE.get(kind));
        };
    return isAsDue
        ? new Meaning(Outcome.SETTLED, "")
        : new Meaning(kind.movesMoney() ? Outcome.UNKNOWN : Outcome.FAILED, "STRANGE_ANSWER");
  }

  /** A field of an answer; empty where it is not there. */
  static String text(String body, String field) {
    return parse(body).path(field).asText();
  }

  private static JsonNode parse(String body) {
    try {
      return MAPPER.readTree(body == null ? "" : body);
    } catch (JsonProcessingException e) {
      return MAPPER.createObjectNode();
    }
  }
}
