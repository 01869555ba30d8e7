package cbdc.issuer.core;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SignatureSuite;
import cbdc.protocol.PublicKey;
import java.util.List;

/** The keys of the issuer's tests: the same in every run. */
public final class Keys {
  public static final LocalSigningKey ALICE =
      KeyGeneration.forTest(SignatureSuite.ED25519, "alice");
  public static final LocalSigningKey BOB =
      KeyGeneration.forTest(SignatureSuite.ECDSA_P256_SHA256, "bob");
  public static final LocalSigningKey CAROL =
      KeyGeneration.forTest(SignatureSuite.SM2_SM3, "carol");
  public static final LocalSigningKey STRANGER =
      KeyGeneration.forTest(SignatureSuite.ED25519, "stranger");
  public static final List<LocalSigningKey> ISSUER = List.of(ALICE, BOB, CAROL);
  public static final List<PublicKey> PUBLIC = LedgerKeys.of(ISSUER);
  public static final ClusterId CLUSTER = ClusterId.parse("6f1c0b7e-2f5d-4f6e-9d0a-5f0e2c9a7b31");
  public static final ClusterId OTHER_CLUSTER =
      ClusterId.parse("11111111-2f5d-4f6e-9d0a-5f0e2c9a7b31");

  private Keys() {}
}
