package cbdc.crypto;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 by Bouncy Castle, which refuses an s outside the group order, so signatures are not
 * malleable.
 */
final class Ed25519Keys {
  static final int SECRET_LENGTH = Ed25519.SECRET_KEY_SIZE;

  private Ed25519Keys() {}

  static VerifyingKey.Verification verification(byte[] encoded) {
    // The full check refuses points of small order, under which one signature would fit many
    // messages. The decoded
    // point is kept: decoding it each time would cost a field inversion per verification.
    Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(encoded, 0);
    if (point == null) {
      throw new UnusableKeyException("ed25519 public key is not a point of the prime-order group");
    }
    return (message, signature) -> Ed25519.verify(signature, 0, point, message, 0, message.length);
  }

  static LocalSigningKey signingKey(Ed25519PrivateKeyParameters privateKey) {
    VerifyingKey verifyingKey =
        VerifyingKey.of(SignatureSuite.ED25519, privateKey.generatePublicKey().getEncoded());
    return new LocalSigningKey(verifyingKey, privateKey, message -> sign(privateKey, message));
  }

  private static byte[] sign(Ed25519PrivateKeyParameters privateKey, byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    privateKey.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return signature;
  }
}
