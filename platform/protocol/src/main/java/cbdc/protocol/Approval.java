package cbdc.protocol;

import java.util.Arrays;

/**
 * One issuer key's signature under an order's bytes.
 *
 * @param keyId which key
 * @param signature 64 bytes; not copied, never changed
 */
public record Approval(long keyId, byte[] signature) {
  /** Length of every signature in bytes. */
  public static final int SIGNATURE_LENGTH = 64;

  @Override
  public boolean equals(Object other) {
    return other instanceof Approval that
        && keyId == that.keyId
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(keyId);
  }

  @Override
  public String toString() {
    return "Approval[" + Long.toHexString(keyId) + "]";
  }
}
