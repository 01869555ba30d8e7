package cbdc.crypto;

import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/**
 * A private key held in this process's memory. Made by {@link KeyGeneration} or read by {@link
 * KeyFile}.
 */
public final class LocalSigningKey implements SigningKey {

  /** How a suite signs. */
  @FunctionalInterface
  interface Signing {
    byte[] sign(byte[] message);
  }

  private final VerifyingKey verifyingKey;
  private final AsymmetricKeyParameter privateKey;
  private final Signing signing;

  LocalSigningKey(VerifyingKey verifyingKey, AsymmetricKeyParameter privateKey, Signing signing) {
    this.verifyingKey = verifyingKey;
    this.privateKey = privateKey;
    this.signing = signing;
  }

  @Override
  public VerifyingKey verifyingKey() {
    return verifyingKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    return signing.sign(message);
  }

  /** The private half, for writing it to a key file; never leaves this package. */
  AsymmetricKeyParameter privateKey() {
    return privateKey;
  }

  /** Suite and key id; nothing of the private half. */
  @Override
  public String toString() {
    return verifyingKey.toString();
  }
}
