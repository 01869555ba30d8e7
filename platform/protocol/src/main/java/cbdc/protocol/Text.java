package cbdc.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A short UTF-8 text that the ledger carries but never reads. */
public final class Text {
  /** The empty text. */
  public static final Text EMPTY = new Text(new byte[0]);

  private final byte[] utf8;

  private Text(byte[] utf8) {
    this.utf8 = utf8;
  }

  /** The text of a string. */
  public static Text of(String text) {
    return text.isEmpty() ? EMPTY : new Text(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes over bytes that are never changed afterwards. */
  public static Text ofUtf8(byte[] utf8) {
    return utf8.length == 0 ? EMPTY : new Text(utf8);
  }

  /** Length in bytes. */
  public int length() {
    return utf8.length;
  }

  /** The bytes themselves, not to be changed. */
  public byte[] utf8() {
    return utf8;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text that && Arrays.equals(utf8, that.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
