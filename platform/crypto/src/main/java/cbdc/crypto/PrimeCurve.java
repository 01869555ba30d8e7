package cbdc.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * What ECDSA on P-256 and SM2 share: a 256-bit curve of prime order, uncompressed points,
 * signatures as r and s.
 */
final class PrimeCurve {
  private static final int SCALAR_LENGTH = 32;
  private static final byte UNCOMPRESSED = 4;

  private final ECNamedDomainParameters domain;

  /** The curves with hand-written field arithmetic: the generic ones verify six times slower. */
  PrimeCurve(ASN1ObjectIdentifier name) {
    this.domain = new ECNamedDomainParameters(name, CustomNamedCurves.getByOID(name));
  }

  ASN1ObjectIdentifier name() {
    return domain.getName();
  }

  ECDomainParameters domain() {
    return domain;
  }

  BigInteger order() {
    return domain.getN();
  }

  ECPublicKeyParameters decodePublicKey(SignatureSuite suite, byte[] encoded) {
    // Bouncy Castle also takes the hybrid form, of the same length: that would give one key two
    // encodings.
    if (encoded[0] != UNCOMPRESSED) {
      throw new UnusableKeyException(
          suite + " public key is not an uncompressed point; expected first byte 4");
    }
    try {
      ECPoint point = domain.validatePublicPoint(domain.getCurve().decodePoint(encoded));
      return new ECPublicKeyParameters(point, domain);
    } catch (IllegalArgumentException refused) {
      throw new UnusableKeyException(suite + " public key is not a point on the curve");
    }
  }

  ECPrivateKeyParameters privateKey(SignatureSuite suite, BigInteger secret) {
    // SM2 divides by secret + 1, so the last value that is a P-256 key is none of SM2; no key uses
    // it by chance.
    if (secret.signum() <= 0 || secret.compareTo(order().subtract(BigInteger.ONE)) >= 0) {
      throw new UnusableKeyException(suite + " private key is outside the range 1 to n-2");
    }
    return new ECPrivateKeyParameters(secret, domain);
  }

  byte[] publicKeyOf(ECPrivateKeyParameters privateKey) {
    return domain.getG().multiply(privateKey.getD()).normalize().getEncoded(false);
  }

  byte[] encodeSignature(BigInteger r, BigInteger s) {
    byte[] signature = new byte[2 * SCALAR_LENGTH];
    BigIntegers.asUnsignedByteArray(r, signature, 0, SCALAR_LENGTH);
    BigIntegers.asUnsignedByteArray(s, signature, SCALAR_LENGTH, SCALAR_LENGTH);
    return signature;
  }

  BigInteger decodeR(byte[] signature) {
    return new BigInteger(1, Arrays.copyOfRange(signature, 0, SCALAR_LENGTH));
  }

  BigInteger decodeS(byte[] signature) {
    return new BigInteger(1, Arrays.copyOfRange(signature, SCALAR_LENGTH, 2 * SCALAR_LENGTH));
  }

  /** Whether the number is at least 1 and below the order. */
  boolean isScalar(BigInteger number) {
    return number.signum() > 0 && number.compareTo(order()) < 0;
  }
}
