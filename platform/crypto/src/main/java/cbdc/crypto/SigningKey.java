package cbdc.crypto;

/**
 * A private key that can sign, wherever it lives. {@link LocalSigningKey} holds it in memory; a
 * hardware module would be another implementation. Safe for use by several threads.
 */
public interface SigningKey {

  /** The public half, which checks what this key signs. */
  VerifyingKey verifyingKey();

  /** Signs a message of any length with the suite's 64-byte signature. */
  byte[] sign(byte[] message);

  /** The suite of this key. */
  default SignatureSuite suite() {
    return verifyingKey().suite();
  }

  /** The short name of this key. */
  default KeyId keyId() {
    return verifyingKey().keyId();
  }

  /** A copy of the encoded public key. */
  default byte[] publicKey() {
    return verifyingKey().encoded();
  }
}
