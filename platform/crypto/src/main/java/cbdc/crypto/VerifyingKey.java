package cbdc.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A checked public key. Immutable and safe for use by several threads; building one costs about as
 * much as a verification, so keep it rather than the bytes.
 */
public final class VerifyingKey {

  /** What a suite does with a signature of the right length. */
  @FunctionalInterface
  interface Verification {
    boolean holds(byte[] message, byte[] signature);
  }

  private final SignatureSuite suite;
  private final byte[] encoded;
  private final KeyId keyId;
  private final Verification verification;

  private VerifyingKey(SignatureSuite suite, byte[] encoded, Verification verification) {
    this.suite = suite;
    this.encoded = encoded;
    this.keyId = KeyId.of(suite, encoded);
    this.verification = verification;
  }

  /**
   * Decodes and checks a public key: length, form, and that the point is on the curve and in the
   * right group.
   *
   * @throws UnusableKeyException if the bytes are not a public key of that suite
   */
  public static VerifyingKey of(SignatureSuite suite, byte[] encoded) {
    byte[] own = encoded.clone();
    if (own.length != suite.publicKeyLength()) {
      throw new UnusableKeyException(
          suite + " public key has " + own.length + " bytes; expected " + suite.publicKeyLength());
    }
    Verification verification =
        switch (suite) {
          case ED25519 -> Ed25519Keys.verification(own);
          case ECDSA_P256_SHA256 -> EcdsaP256Keys.verification(own);
          case SM2_SM3 -> Sm2Keys.verification(own);
        };
    return new VerifyingKey(suite, own, verification);
  }

  /** As {@link #of}, but empty where that would refuse: for keys that arrive as data. */
  public static Optional<VerifyingKey> parse(SignatureSuite suite, byte[] encoded) {
    try {
      return Optional.of(of(suite, encoded));
    } catch (UnusableKeyException refused) {
      return Optional.empty();
    }
  }

  /**
   * Reads the text form, {@code <suite>:<hexadecimal public key>}.
   *
   * @throws UnusableKeyException if the text is not a public key
   */
  public static VerifyingKey fromText(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new UnusableKeyException(
          "public key '" + text + "' is not of the form <suite>:<hexadecimal digits>");
    }
    try {
      SignatureSuite suite = SignatureSuite.ofLabel(text.substring(0, colon));
      return of(suite, HexFormat.of().parseHex(text, colon + 1, text.length()));
    } catch (IllegalArgumentException refused) {
      throw new UnusableKeyException(
          "public key '" + text + "' cannot be read: " + refused.getMessage());
    }
  }

  /** The text form for configuration and command lines, read by {@link #fromText}. */
  public String text() {
    return suite + ":" + HexFormat.of().formatHex(encoded);
  }

  /** The suite of this key. */
  public SignatureSuite suite() {
    return suite;
  }

  /** The short name of this key. */
  public KeyId keyId() {
    return keyId;
  }

  /** A copy of the encoded public key. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /**
   * Whether the signature is this key's for exactly this message. Any bytes may be given: what is
   * not a well-formed signature is simply not valid, and null is a bug of the caller.
   */
  public boolean verify(byte[] message, byte[] signature) {
    return signature.length == SignatureSuite.SIGNATURE_LENGTH
        && verification.holds(message, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey key
        && suite == key.suite
        && Arrays.equals(encoded, key.encoded);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(keyId.value());
  }

  /** Suite and key id, for logs. */
  @Override
  public String toString() {
    return suite + ":" + keyId;
  }
}
