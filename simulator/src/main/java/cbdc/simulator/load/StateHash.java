package cbdc.simulator.load;

import cbdc.simulator.verify.VerifyReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One hash of a whole ledger: of every shard's chain, which covers each entry and its outcomes, and
 * of the control totals that come of executing them again.
 */
final class StateHash {
  private StateHash() {}

  /** SHA-256 in hexadecimal. */
  static String of(VerifyReport verified) {
    StringBuilder lines = new StringBuilder();
    for (VerifyReport.Shard shard : verified.shards()) {
      lines
          .append(shard.shard())
          .append(' ')
          .append(shard.records())
          .append(' ')
          .append(shard.accounts())
          .append(' ')
          .append(shard.chainHash())
          .append('\n');
    }
    lines
        .append(verified.issuedMinor())
        .append(' ')
        .append(verified.redeemedMinor())
        .append(' ')
        .append(verified.circulatingMinor())
        .append(' ')
        .append(verified.inFlightMinor())
        .append('\n');
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
