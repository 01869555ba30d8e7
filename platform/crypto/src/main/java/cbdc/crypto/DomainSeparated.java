package cbdc.crypto;

import java.nio.charset.StandardCharsets;

/**
 * Puts what is signed or hashed into a domain of its own: one byte of length, that many ASCII
 * characters of label, then the payload. A signature given for one purpose can so never be
 * presented for another.
 *
 * <p>Immutable. Labels end in a version ({@code cbdc.order.v1}); a change of the payload's format
 * takes a new label.
 */
public final class DomainSeparated {
  private static final int LABEL_LENGTH_MAX = 255;

  private final String label;
  private final byte[] prefix;

  private DomainSeparated(String label, byte[] prefix) {
    this.label = label;
    this.prefix = prefix;
  }

  /**
   * The domain with that label.
   *
   * @throws IllegalArgumentException unless the label is 1 to 255 printable ASCII characters
   *     without spaces
   */
  public static DomainSeparated labelled(String label) {
    if (label.isEmpty()
        || label.length() > LABEL_LENGTH_MAX
        || !label.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "domain label '"
              + label
              + "' is not valid; expected 1 to 255 printable ASCII characters without spaces");
    }
    byte[] prefix = new byte[1 + label.length()];
    prefix[0] = (byte) label.length();
    System.arraycopy(label.getBytes(StandardCharsets.US_ASCII), 0, prefix, 1, label.length());
    return new DomainSeparated(label, prefix);
  }

  /** The bytes to sign or verify for this payload. */
  public byte[] bytes(byte[] payload) {
    return bytes(payload, 0, payload.length);
  }

  /** The bytes to sign or verify for a range of an array. */
  public byte[] bytes(byte[] payload, int offset, int length) {
    byte[] bytes = new byte[prefix.length + length];
    System.arraycopy(prefix, 0, bytes, 0, prefix.length);
    System.arraycopy(payload, offset, bytes, prefix.length, length);
    return bytes;
  }

  /** Begins a hash in this domain: adds what precedes the payload. */
  public void begin(Sha256 hash) {
    hash.update(prefix);
  }

  @Override
  public String toString() {
    return label;
  }
}
