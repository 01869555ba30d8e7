package cbdc.settlement.ledger.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over parts, one behind the other. One instance per thread. */
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  byte[] of(byte[] first, byte[] second) {
    digest.update(first);
    return digest.digest(second);
  }

  byte[] of(byte[] only) {
    return digest.digest(only);
  }

  void update(byte[] part) {
    digest.update(part);
  }

  byte[] finish() {
    return digest.digest();
  }
}
