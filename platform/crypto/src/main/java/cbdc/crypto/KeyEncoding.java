package cbdc.crypto;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/**
 * Our keys in the forms that certificates and PKCS containers use (PKCS#8, SubjectPublicKeyInfo).
 */
final class KeyEncoding {
  private KeyEncoding() {}

  static PrivateKeyInfo privateKeyInfo(LocalSigningKey key) {
    try {
      if (key.privateKey() instanceof Ed25519PrivateKeyParameters ed25519) {
        // Version 1, without the public key that Bouncy Castle adds: older readers know no other.
        return new PrivateKeyInfo(
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
            new DEROctetString(ed25519.getEncoded()));
      }
      return PrivateKeyInfoFactory.createPrivateKeyInfo(key.privateKey());
    } catch (IOException bug) {
      throw new IllegalStateException("a private key could not be encoded", bug);
    }
  }

  static SubjectPublicKeyInfo publicKeyInfo(VerifyingKey key) {
    AlgorithmIdentifier algorithm =
        switch (key.suite()) {
          case ED25519 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
          case ECDSA_P256_SHA256 -> onCurve(EcdsaP256Keys.CURVE);
          case SM2_SM3 -> onCurve(Sm2Keys.CURVE);
        };
    return new SubjectPublicKeyInfo(algorithm, key.encoded());
  }

  /**
   * The key in a PKCS#8 structure.
   *
   * @throws UnusableKeyException if it is a key of no suite
   */
  static LocalSigningKey signingKey(PrivateKeyInfo encoded) {
    AsymmetricKeyParameter key;
    try {
      key = PrivateKeyFactory.createKey(encoded);
    } catch (IOException | RuntimeException notAKey) {
      throw new UnusableKeyException("the private key is damaged or of an unknown algorithm");
    }
    if (key instanceof Ed25519PrivateKeyParameters ed25519) {
      return Ed25519Keys.signingKey(ed25519);
    }
    if (key instanceof ECPrivateKeyParameters ec
        && ec.getParameters() instanceof ECNamedDomainParameters domain) {
      ASN1ObjectIdentifier curve = domain.getName();
      if (curve.equals(EcdsaP256Keys.CURVE.name())) {
        return EcdsaP256Keys.signingKey(ec.getD());
      }
      if (curve.equals(Sm2Keys.CURVE.name())) {
        return Sm2Keys.signingKey(ec.getD(), new SecureRandom());
      }
    }
    throw new UnusableKeyException(
        "the private key is of no known suite; expected Ed25519, P-256 or SM2");
  }

  private static AlgorithmIdentifier onCurve(PrimeCurve curve) {
    return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve.name());
  }
}
