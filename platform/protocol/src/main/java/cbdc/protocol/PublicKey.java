package cbdc.protocol;

import java.util.Arrays;

/**
 * A public key as the ledger keeps it.
 *
 * @param keyId first 8 bytes of SHA-256 over suite code and key
 * @param suite code of the signature suite (1 Ed25519, 2 ECDSA P-256, 3 SM2 with SM3)
 * @param encoded the suite's fixed encoding, at most 65 bytes; not copied, never changed
 */
public record PublicKey(long keyId, int suite, byte[] encoded) {
  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that
        && keyId == that.keyId
        && suite == that.suite
        && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(keyId);
  }

  @Override
  public String toString() {
    return "PublicKey[" + Long.toHexString(keyId) + ", suite " + suite + "]";
  }
}
