package cbdc.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Makes new signing keys. */
public final class KeyGeneration {
  /** More bits than the order has, so that the remainder is even to within 2^-64. */
  private static final int WIDE_SECRET_LENGTH = 40;

  private KeyGeneration() {}

  /** A new key from the given source of randomness. */
  public static LocalSigningKey generate(SignatureSuite suite, SecureRandom random) {
    return switch (suite) {
      case ED25519 -> Ed25519Keys.signingKey(new Ed25519PrivateKeyParameters(random));
      case ECDSA_P256_SHA256 ->
          EcdsaP256Keys.signingKey(secret(EcdsaP256Keys.CURVE, randomBytes(random)));
      case SM2_SM3 -> Sm2Keys.signingKey(secret(Sm2Keys.CURVE, randomBytes(random)), random);
    };
  }

  /**
   * The same key for the same label, for tests and simulations. Whoever knows the label has the
   * key: never use one where anything of value depends on it.
   */
  public static LocalSigningKey forTest(SignatureSuite suite, String label) {
    byte[] bytes =
        Hashes.sha256(DomainSeparated.labelled("cbdc.test-key.v1").bytes(label.getBytes(UTF_8)));
    return switch (suite) {
      case ED25519 -> Ed25519Keys.signingKey(new Ed25519PrivateKeyParameters(bytes));
      case ECDSA_P256_SHA256 -> EcdsaP256Keys.signingKey(secret(EcdsaP256Keys.CURVE, bytes));
      case SM2_SM3 -> Sm2Keys.signingKey(secret(Sm2Keys.CURVE, bytes), new SecureRandom());
    };
  }

  private static byte[] randomBytes(SecureRandom random) {
    byte[] bytes = new byte[WIDE_SECRET_LENGTH];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A number from 1 to n - 2. */
  private static BigInteger secret(PrimeCurve curve, byte[] bytes) {
    BigInteger range = curve.order().subtract(BigInteger.TWO);
    return new BigInteger(1, bytes).mod(range).add(BigInteger.ONE);
  }
}
