package cbdc.settlement.node.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A refused connection.
 *
 * @param code which rule
 * @param text the rule in words, with the values that broke it, for the operator's log
 */
public record Refusal(RefusalCode code, String text) {

  private static final int TEXT_BYTES_MAX = 512;

  byte[] encode() {
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[1 + Math.min(words.length, TEXT_BYTES_MAX)];
    bytes[0] = code.wire();
    System.arraycopy(words, 0, bytes, 1, bytes.length - 1);
    return bytes;
  }

  static Refusal decode(byte[] bytes) {
    if (bytes.length == 0) {
      return new Refusal(RefusalCode.MALFORMED, "refused without a reason");
    }
    int end = Math.min(bytes.length, 1 + TEXT_BYTES_MAX);
    String words = new String(Arrays.copyOfRange(bytes, 1, end), StandardCharsets.UTF_8);
    // The text comes from another machine and goes into a log: one line of printable characters.
    return new Refusal(RefusalCode.ofWire(bytes[0]), words.replaceAll("\\p{Cntrl}", " "));
  }
}
