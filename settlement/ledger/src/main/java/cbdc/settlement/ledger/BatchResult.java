package cbdc.settlement.ledger;

import java.util.Arrays;

/**
 * What one log entry did.
 *
 * @param batchNumber number of the entry in this shard, from 1
 * @param timeMillis ledger time after it
 * @param outcomes outcome record ({@link cbdc.protocol.OutcomeReader}); empty when the entry was no
 *     batch and nothing was executed
 * @param chainHash hash of the shard's chain after the entry: SHA-256 of (hash before, entry,
 *     outcomes)
 * @param registryChanged true when banks, keys, policy, rules version or node list may have changed
 */
public record BatchResult(
    long batchNumber, long timeMillis, byte[] outcomes, byte[] chainHash, boolean registryChanged) {
  @Override
  public boolean equals(Object other) {
    return other instanceof BatchResult that
        && batchNumber == that.batchNumber
        && timeMillis == that.timeMillis
        && Arrays.equals(outcomes, that.outcomes)
        && Arrays.equals(chainHash, that.chainHash)
        && registryChanged == that.registryChanged;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(chainHash);
  }

  @Override
  public String toString() {
    return "BatchResult["
        + batchNumber
        + ", time "
        + timeMillis
        + ", "
        + outcomes.length
        + " bytes of outcomes]";
  }
}
