package cbdc.simulator.simulate;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.crypto.VerifyingKey;
import cbdc.protocol.PublicKey;
import cbdc.settlement.node.shard.KeySignatures;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key whose signatures are hashes of the public key and the message. Nobody here forges
 * signatures, what is signed must still fit, and a real signature would cost more than a third of a
 * simulation's time.
 */
final class SimulatedKey implements SigningKey {
  private final VerifyingKey verifyingKey;

  /** The key of somebody; the same name has the same key. */
  SimulatedKey(String name) {
    verifyingKey =
        KeyGeneration.forTest(SignatureSuite.ED25519, "simulated " + name).verifyingKey();
  }

  @Override
  public VerifyingKey verifyingKey() {
    return verifyingKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    return signature(verifyingKey.encoded(), message);
  }

  /** Checks what such keys sign. */
  static KeySignatures signatures() {
    return new KeySignatures(SimulatedKey::holds);
  }

  private static boolean holds(PublicKey key, byte[] message, byte[] signature) {
    return MessageDigest.isEqual(signature(key.encoded(), message), signature);
  }

  private static byte[] signature(byte[] publicKey, byte[] message) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      digest.update(publicKey);
      return digest.digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }
}
