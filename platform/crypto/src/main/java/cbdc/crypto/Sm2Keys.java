package cbdc.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;

/**
 * SM2 with SM3 and the default user id. Not malleable as it stands: the equation that is checked
 * contains r + s, so changing the sign of s, as with ECDSA, gives no second signature.
 */
final class Sm2Keys {
  static final PrimeCurve CURVE = new PrimeCurve(GMObjectIdentifiers.sm2p256v1);

  private static final SignatureSuite SUITE = SignatureSuite.SM2_SM3;
  private static final byte[] DEFAULT_USER_ID =
      "1234567812345678".getBytes(StandardCharsets.US_ASCII);

  private Sm2Keys() {}

  static VerifyingKey.Verification verification(byte[] encoded) {
    ECPublicKeyParameters publicKey = CURVE.decodePublicKey(SUITE, encoded);
    return (message, signature) -> verify(publicKey, message, signature);
  }

  static LocalSigningKey signingKey(BigInteger secret, SecureRandom nonces) {
    ECPrivateKeyParameters privateKey = CURVE.privateKey(SUITE, secret);
    VerifyingKey verifyingKey = VerifyingKey.of(SUITE, CURVE.publicKeyOf(privateKey));
    return new LocalSigningKey(
        verifyingKey, privateKey, message -> sign(privateKey, nonces, message));
  }

  private static boolean verify(ECPublicKeyParameters publicKey, byte[] message, byte[] signature) {
    if (!CURVE.isScalar(CURVE.decodeR(signature)) || !CURVE.isScalar(CURVE.decodeS(signature))) {
      return false;
    }
    SM2Signer verifier = new SM2Signer(PlainDSAEncoding.INSTANCE);
    verifier.init(false, new ParametersWithID(publicKey, DEFAULT_USER_ID));
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }

  private static byte[] sign(
      ECPrivateKeyParameters privateKey, SecureRandom nonces, byte[] message) {
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    signer.init(
        true, new ParametersWithID(new ParametersWithRandom(privateKey, nonces), DEFAULT_USER_ID));
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException impossible) {
      throw new IllegalStateException("SM2 could not encode its own signature", impossible);
    }
  }
}
