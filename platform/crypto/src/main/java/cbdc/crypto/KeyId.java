package cbdc.crypto;

import java.nio.ByteBuffer;

/**
 * Short name of a public key: the first eight bytes, big endian, of SHA-256 over suite code and
 * encoded public key.
 *
 * <p>It finds a key in a list; it is too short to stand for the key itself against somebody who can
 * try many keys.
 *
 * @param value the eight bytes as a number; any value is possible
 */
public record KeyId(long value) {

  static KeyId of(SignatureSuite suite, byte[] publicKey) {
    Sha256 hash = new Sha256();
    hash.update(suite.code());
    hash.update(publicKey);
    return new KeyId(ByteBuffer.wrap(hash.digest()).getLong());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text is not 16 hexadecimal digits
   */
  public static KeyId parse(String text) {
    if (!text.matches("[0-9a-fA-F]{16}")) {
      throw new IllegalArgumentException(
          "key id '" + text + "' is not valid; expected 16 hexadecimal digits");
    }
    return new KeyId(Long.parseUnsignedLong(text, 16));
  }

  /** Sixteen hexadecimal digits. */
  @Override
  public String toString() {
    return String.format("%016x", value);
  }
}
