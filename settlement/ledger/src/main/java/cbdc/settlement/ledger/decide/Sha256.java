package cbdc.settlement.ledger.decide;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one hash of chains and channels. */
public final class Sha256 {
  private Sha256() {}

  /** A new digest; one per thread. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
