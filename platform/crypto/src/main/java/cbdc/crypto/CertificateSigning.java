package cbdc.crypto;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.operator.ContentSigner;

/**
 * Lets any {@link SigningKey} sign certificates, which want ASN.1 instead of our 64 bytes for the
 * two curves.
 */
final class CertificateSigning implements ContentSigner {
  private final SigningKey key;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  CertificateSigning(SigningKey key) {
    this.key = key;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return new AlgorithmIdentifier(
        switch (key.suite()) {
          case ED25519 -> EdECObjectIdentifiers.id_Ed25519;
          case ECDSA_P256_SHA256 -> X9ObjectIdentifiers.ecdsa_with_SHA256;
          case SM2_SM3 -> GMObjectIdentifiers.sm2sign_with_sm3;
        });
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    byte[] signature = key.sign(content.toByteArray());
    return switch (key.suite()) {
      case ED25519 -> signature;
      case ECDSA_P256_SHA256 -> asn1(signature, EcdsaP256Keys.CURVE.order());
      case SM2_SM3 -> asn1(signature, Sm2Keys.CURVE.order());
    };
  }

  private static byte[] asn1(byte[] signature, BigInteger order) {
    int half = signature.length / 2;
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, half));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length));
    try {
      return StandardDSAEncoding.INSTANCE.encode(order, r, s);
    } catch (IOException bug) {
      throw new IllegalStateException("a signature could not be encoded", bug);
    }
  }
}
