package cbdc.issuer.api;

import cbdc.kit.http.Reply;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/** How answers are written. */
final class Answers {
  /** The one currency. */
  static final String CURRENCY = "XDU";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Answers() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static Reply json(int status, ObjectNode body) {
    return Reply.json(status, Buffer.buffer(body.toString()));
  }

  /** A moment as RFC 3339 has it, in UTC, to the millisecond. */
  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  /** Says where the next page begins. */
  static void next(ObjectNode page, OptionalLong next) {
    next.ifPresent(cursor -> page.put("nextCursor", Long.toString(cursor)));
  }
}
