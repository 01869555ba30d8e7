package cbdc.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The textual encoding of RFC 7468. */
final class Pem {
  private static final int LINE_LENGTH = 64;

  private Pem() {}

  static String encode(String label, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
    String body = lines.encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /**
   * The content of the first block with that label.
   *
   * @throws IllegalArgumentException if there is none, or it is not Base64
   */
  static byte[] decode(String label, byte[] text) {
    String pem = new String(text, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN " + label + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + label + "-----", Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException("no PEM block '" + label + "'");
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }
}
