package cbdc.kit.http;

import cbdc.kit.trace.Span;
import cbdc.kit.trace.Tracing;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Spans of requests in the caller's trace, as in W3C Trace Context, or a new one. One event loop's.
 */
final class TraceIds {
  private static final HexFormat HEX = HexFormat.of();
  private static final int TRACEPARENT_LENGTH = 55;
  private static final int ID_AT = 3;
  private static final int ID_LENGTH = 32;
  private static final int PARENT_AT = 36;
  private static final int PARENT_LENGTH = 16;

  private final SplittableRandom random = new SplittableRandom();
  private final Tracing tracing;

  TraceIds(Optional<Tracing> tracing) {
    this.tracing = tracing.orElse(null);
  }

  /** A span in the trace of a traceparent header, or a new one if that is null or not valid. */
  Span spanOf(String traceparent) {
    boolean isValid = isValid(traceparent);
    if (tracing == null) {
      return new UnrecordedSpan(isValid ? traceOf(traceparent) : newId(), random.nextLong());
    }
    return isValid
        ? tracing.request(
            traceOf(traceparent), traceparent.substring(PARENT_AT, PARENT_AT + PARENT_LENGTH))
        : tracing.request();
  }

  private static String traceOf(String traceparent) {
    return traceparent.substring(ID_AT, ID_AT + ID_LENGTH);
  }

  private String newId() {
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }

  private static boolean isValid(String header) {
    if (header == null || header.length() < TRACEPARENT_LENGTH) {
      return false;
    }
    // Later versions may add something after the flags.
    boolean version00 = header.startsWith("00-");
    boolean ends =
        header.length() == TRACEPARENT_LENGTH
            || (!version00 && header.charAt(TRACEPARENT_LENGTH) == '-');
    return ends
        && !header.startsWith("ff")
        && isHex(header, 0, 2)
        && header.charAt(2) == '-'
        && isHex(header, ID_AT, ID_LENGTH)
        && !isZero(header, ID_AT, ID_LENGTH)
        && header.charAt(ID_AT + ID_LENGTH) == '-'
        && isHex(header, PARENT_AT, PARENT_LENGTH)
        && !isZero(header, PARENT_AT, PARENT_LENGTH)
        && header.charAt(PARENT_AT + PARENT_LENGTH) == '-'
        && isHex(header, PARENT_AT + PARENT_LENGTH + 1, 2);
  }

  private static boolean isHex(String text, int from, int length) {
    for (int at = from; at < from + length; at++) {
      char here = text.charAt(at);
      if (!(here >= '0' && here <= '9') && !(here >= 'a' && here <= 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int length) {
    for (int at = from; at < from + length; at++) {
      if (text.charAt(at) != '0') {
        return false;
      }
    }
    return true;
  }
}
