package cbdc.simulator.contract;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What every operation refuses alike, because of the form of a request. */
final class FormRefusals {
  private FormRefusals() {}

  /** What is refused, by code: a good request made bad. */
  static Map<String, UnaryOperator<Ask>> all() {
    Map<String, UnaryOperator<Ask>> general = new HashMap<>();
    general.put("REQUEST_MALFORMED", ask -> query(ask, "a=%zz"));
    general.put("PARAMETER_UNKNOWN", ask -> query(ask, "nonsense=1"));
    general.put("PARAMETER_MISSING", ask -> ask.without("Idempotency-Key"));
    general.put("PARAMETER_INVALID", FormRefusals::withBadParameter);
    general.put("IDEMPOTENCY_KEY_INVALID", ask -> ask.key("\u00e9"));
    general.put("BODY_NOT_JSON", ask -> ask.json("{"));
    general.put(
        "BODY_TOO_DEEP", ask -> ask.json("{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}"));
    general.put("BODY_UNEXPECTED", ask -> ask.json("{}"));
    general.put("FIELD_UNKNOWN", ask -> field(ask, "nonsense", "1"));
    general.put("FIELD_MISSING", ask -> ask.json("{}"));
    general.put(
        "FIELD_INVALID",
        ask -> ask.bytes(ask.body().replaceFirst(":(\"[^\"]*\"|[0-9]+)", ":true")));
    general.put("ACCOUNT_NUMBER_INVALID", ask -> account(ask, "DC00000100000000000000"));
    general.put(
        "TEXT_TOO_LONG", ask -> field(ask, "note", "\"" + "\u00c3\u00a9".repeat(100) + "\""));
    general.put("END_TO_END_ID_RESERVED", ask -> field(ask, "endToEndId", "\"RF:1\""));
    general.put("CURSOR_INVALID", ask -> query(ask, "cursor=x"));
    general.put("NOT_ACCEPTABLE", ask -> ask.with("Accept", "text/html"));
    general.put("MEDIA_TYPE_UNSUPPORTED", ask -> ask.with("Content-Type", "text/plain"));
    general.put("BODY_TOO_LARGE", ask -> ask.bytes(" ".repeat(70_000)));
    general.put("URI_TOO_LONG", ask -> query(ask, "a=" + "x".repeat(5_000)));
    general.put("HEADERS_TOO_LARGE", ask -> ask.with("X-Long", "x".repeat(9_000)));
    general.put("CURRENCY_UNKNOWN", ask -> ask.bytes(ask.body().replace("XDU", "EUR")));
    return general;
  }

  static Ask query(Ask ask, String more) {
    return ask.at(ask.path() + (ask.path().contains("?") ? "&" : "?") + more);
  }

  private static Ask field(Ask ask, String name, String value) {
    return ask.bytes(ask.body().replaceFirst("\\{", "{\"" + name + "\":" + value + ","));
  }

  /** The request with another account, in the path if there is one, or else first in the body. */
  static Ask account(Ask ask, String other) {
    String path = ask.path().replaceFirst("DC[0-9]{20}", other);
    return path.equals(ask.path())
        ? ask.bytes(ask.body().replaceFirst("DC[0-9]{20}", other))
        : ask.at(path);
  }

  private static Ask withBadParameter(Ask ask) {
    if (ask.hasKey()) {
      return ask.key("k".repeat(256));
    }
    String path = ask.path().replaceFirst("limit=[0-9]+", "limit=0");
    path = path.equals(ask.path()) ? path.replaceFirst("DC[0-9]{20}", "DCx") : path;
    return ask.at(
        path.equals(ask.path()) ? path.replaceFirst("[0-9a-f-]{36}", "n".repeat(1_200)) : path);
  }
}
