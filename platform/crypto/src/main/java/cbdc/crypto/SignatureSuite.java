package cbdc.crypto;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A signature algorithm with everything about it that must not vary: hash, encodings and lengths.
 *
 * <p>All suites sign with 64 bytes. The codes are part of stored histories and never change or get
 * reused.
 */
public enum SignatureSuite {
  /** Ed25519 of RFC 8032; the public key is its 32-byte form. */
  ED25519((byte) 1, "ed25519", 32),

  /**
   * ECDSA on P-256 over SHA-256 with the nonce of RFC 6979; the public key is the 65-byte
   * uncompressed point, the signature is r and s, 32 bytes each, with s in the lower half so that
   * nobody else can derive a second valid one.
   */
  ECDSA_P256_SHA256((byte) 2, "ecdsa-p256-sha256", 65),

  /**
   * SM2 over SM3 of GB/T 32918 on the recommended curve with the default user id {@code
   * 1234567812345678}; the public key is the 65-byte uncompressed point, the signature is r and s,
   * 32 bytes each. The nonce is random: signing the same message twice gives two signatures.
   */
  SM2_SM3((byte) 3, "sm2-sm3", 65);

  /** Length of every signature in bytes. */
  public static final int SIGNATURE_LENGTH = 64;

  private final byte code;
  private final String label;
  private final int publicKeyLength;

  SignatureSuite(byte code, String label, int publicKeyLength) {
    this.code = code;
    this.label = label;
    this.publicKeyLength = publicKeyLength;
  }

  /** The byte that stands for this suite in stored and transmitted data. */
  public byte code() {
    return code;
  }

  /** The name used on command lines and in configuration. */
  public String label() {
    return label;
  }

  /** Length of an encoded public key in bytes. */
  public int publicKeyLength() {
    return publicKeyLength;
  }

  /** The suite with that code, or empty if no such suite is known. */
  public static Optional<SignatureSuite> ofCode(byte code) {
    return switch (code) {
      case 1 -> Optional.of(ED25519);
      case 2 -> Optional.of(ECDSA_P256_SHA256);
      case 3 -> Optional.of(SM2_SM3);
      default -> Optional.empty();
    };
  }

  /**
   * The suite with that label.
   *
   * @throws IllegalArgumentException naming the valid labels
   */
  public static SignatureSuite ofLabel(String label) {
    for (SignatureSuite suite : values()) {
      if (suite.label.equals(label)) {
        return suite;
      }
    }
    String known =
        Arrays.stream(values()).map(SignatureSuite::label).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "signature suite '" + label + "' is not known; expected one of " + known);
  }

  @Override
  public String toString() {
    return label;
  }
}
