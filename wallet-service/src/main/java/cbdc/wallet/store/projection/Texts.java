package cbdc.wallet.store.projection;

import cbdc.protocol.CommandId;
import cbdc.protocol.Text;
import cbdc.wallet.core.RefundBook;
import java.util.HexFormat;

/** Texts that others wrote, as the database can keep and we can read them. */
public final class Texts {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int ID_DIGITS = 32;

  private Texts() {}

  /**
   * The text with what PostgreSQL does not take (the character 0, halves of surrogate pairs)
   * replaced: nobody's note may stop a bank's projection.
   */
  public static String storable(String text) {
    int at = 0;
    while (at < text.length() && isStorable(text, at)) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder storable = new StringBuilder(text);
    for (; at < text.length(); at++) {
      if (!isStorable(text, at)) {
        storable.setCharAt(at, REPLACEMENT);
      }
    }
    return storable.toString();
  }

  /** As {@link #storable(String)}; bytes that are no UTF-8 are replaced too. */
  static String storable(Text text) {
    return text.length() == 0 ? "" : storable(text.toString());
  }

  /** Which payment a refund's end-to-end id names; null for any other end-to-end id. */
  static CommandId refunded(String endToEndId) {
    int from = RefundBook.END_TO_END_PREFIX.length();
    if (endToEndId.length() != from + ID_DIGITS
        || !endToEndId.startsWith(RefundBook.END_TO_END_PREFIX)
        || !isLowerHex(endToEndId, from)) {
      return null;
    }
    int middle = from + ID_DIGITS / 2;
    return new CommandId(
        HexFormat.fromHexDigitsToLong(endToEndId, from, middle),
        HexFormat.fromHexDigitsToLong(endToEndId, middle, endToEndId.length()));
  }

  private static boolean isLowerHex(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isStorable(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return c != 0;
  }
}
