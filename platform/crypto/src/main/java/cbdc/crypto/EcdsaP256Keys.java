package cbdc.crypto;

import java.math.BigInteger;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/** ECDSA on P-256: deterministic nonce of RFC 6979, s always in the lower half. */
final class EcdsaP256Keys {
  static final PrimeCurve CURVE = new PrimeCurve(SECObjectIdentifiers.secp256r1);

  private static final SignatureSuite SUITE = SignatureSuite.ECDSA_P256_SHA256;
  private static final BigInteger HALF_ORDER = CURVE.order().shiftRight(1);

  private EcdsaP256Keys() {}

  static VerifyingKey.Verification verification(byte[] encoded) {
    ECPublicKeyParameters publicKey = CURVE.decodePublicKey(SUITE, encoded);
    return (message, signature) -> verify(publicKey, message, signature);
  }

  static LocalSigningKey signingKey(BigInteger secret) {
    ECPrivateKeyParameters privateKey = CURVE.privateKey(SUITE, secret);
    VerifyingKey verifyingKey = VerifyingKey.of(SUITE, CURVE.publicKeyOf(privateKey));
    return new LocalSigningKey(verifyingKey, privateKey, message -> sign(privateKey, message));
  }

  private static boolean verify(ECPublicKeyParameters publicKey, byte[] message, byte[] signature) {
    BigInteger r = CURVE.decodeR(signature);
    BigInteger s = CURVE.decodeS(signature);
    // With (r, s) also (r, n - s) would verify: only the smaller of the two is a signature here.
    if (!CURVE.isScalar(r) || !CURVE.isScalar(s) || s.compareTo(HALF_ORDER) > 0) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, publicKey);
    return verifier.verifySignature(Hashes.sha256(message), r, s);
  }

  private static byte[] sign(ECPrivateKeyParameters privateKey, byte[] message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, privateKey);
    BigInteger[] rs = signer.generateSignature(Hashes.sha256(message));
    BigInteger s = rs[1].compareTo(HALF_ORDER) > 0 ? CURVE.order().subtract(rs[1]) : rs[1];
    return CURVE.encodeSignature(rs[0], s);
  }
}
