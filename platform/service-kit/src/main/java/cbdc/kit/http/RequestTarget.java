package cbdc.kit.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request's path and query, decoded strictly: a broken escape, bytes that are not UTF-8 and
 * control characters are refused and never repaired.
 *
 * @param path as it came, escapes and all
 * @param query as it came, without the question mark; empty if there is none
 */
record RequestTarget(String path, String query) {

  /** Takes the target of a request line apart. */
  static RequestTarget of(String target) {
    int from = 0;
    if (!target.startsWith("/")) {
      // The absolute form, which clients use towards a proxy.
      int authority = target.indexOf("://");
      from = authority < 0 ? target.length() : target.indexOf('/', authority + 3);
      if (from < 0) {
        from = target.length();
      }
    }
    int fragment = target.indexOf('#', from);
    int end = fragment < 0 ? target.length() : fragment;
    int mark = target.indexOf('?', from);
    if (mark < 0 || mark > end) {
      return new RequestTarget(target.substring(from, end), "");
    }
    return new RequestTarget(target.substring(from, mark), target.substring(mark + 1, end));
  }

  /**
   * The query's names and values.
   *
   * @throws ProblemException if something cannot be decoded or a name comes twice
   */
  Map<String, String> parameters() {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
      if (parameters.put(name, value) != null) {
        throw Problem.of(HttpProblem.PARAMETER_UNKNOWN)
            .field(name)
            .detail("the query has it twice")
            .toException();
      }
    }
    return parameters;
  }

  /** Decodes percent escapes, and plus as space in a query. */
  static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return plain(text);
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
    for (int at = 0; at < text.length(); at++) {
      char here = text.charAt(at);
      if (here == '%') {
        bytes.put((byte) (digit(text, at + 1) << 4 | digit(text, at + 2)));
        at += 2;
      } else if (here == '+' && plusIsSpace) {
        bytes.put((byte) ' ');
      } else {
        bytes.put(String.valueOf(here).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return plain(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException notUtf8) {
      throw malformed("the address has escapes that are not UTF-8");
    }
  }

  private static int digit(String text, int at) {
    int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    if (digit < 0) {
      throw malformed("the address has a broken % escape");
    }
    return digit;
  }

  private static String plain(String text) {
    if (!Texts.isPlain(text)) {
      throw malformed("the address has control characters");
    }
    return text;
  }

  private static ProblemException malformed(String detail) {
    return Problem.of(HttpProblem.REQUEST_MALFORMED).detail(detail).toException();
  }
}
