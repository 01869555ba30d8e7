package cbdc.settlement.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How a shard's chain goes on: each entry's hash covers the hash before, so that one hash stands
 * for the whole history.
 */
@FunctionalInterface
public interface Chain {
  /** The hash behind an entry and its outcome record; 32 bytes. */
  byte[] next(byte[] before, byte[] entry, byte[] outcomes);

  /** SHA-256 of (hash before, entry, outcomes), the only chain that histories use. */
  static Chain sha256() {
    MessageDigest digest = newSha256();
    return (before, entry, outcomes) -> {
      digest.update(before);
      digest.update(entry);
      return digest.digest(outcomes);
    };
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
