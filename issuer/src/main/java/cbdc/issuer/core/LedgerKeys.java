package cbdc.issuer.core;

import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.crypto.VerifyingKey;
import cbdc.protocol.PublicKey;
import java.util.List;
import java.util.Optional;

/** Public keys as the ledger keeps them, and as signatures are checked with. */
public final class LedgerKeys {
  private LedgerKeys() {}

  /** The form that the ledger keeps. */
  public static PublicKey of(VerifyingKey key) {
    return new PublicKey(key.keyId().value(), key.suite().code(), key.encoded());
  }

  /** The public halves, in the form that the ledger keeps. */
  public static List<PublicKey> of(List<? extends SigningKey> keys) {
    return keys.stream().map(key -> of(key.verifyingKey())).toList();
  }

  /**
   * The form that checks signatures; empty when the bytes are no key of a known suite, or its id is
   * not the one that follows from its bytes.
   */
  public static Optional<VerifyingKey> verifying(PublicKey key) {
    return SignatureSuite.ofCode((byte) key.suite())
        .filter(suite -> suite.code() == key.suite())
        .flatMap(suite -> VerifyingKey.parse(suite, key.encoded()))
        .filter(verifying -> verifying.keyId().value() == key.keyId());
  }

  /** The key with that id among these, or empty. */
  public static Optional<PublicKey> find(List<PublicKey> keys, long keyId) {
    return keys.stream().filter(key -> key.keyId() == keyId).findFirst();
  }

  /** {@code ed25519:0123456789abcdef}: enough to tell keys apart; for people. */
  public static String shortName(PublicKey key) {
    String suite =
        SignatureSuite.ofCode((byte) key.suite())
            .map(SignatureSuite::label)
            .orElse("suite-" + key.suite());
    return suite + ":" + keyIdText(key.keyId());
  }

  /** A key id as 16 hexadecimal digits. */
  public static String keyIdText(long keyId) {
    return String.format("%016x", keyId);
  }
}
