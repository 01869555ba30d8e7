package cbdc.settlement.node.store;

/**
 * History records that this node never had, because it received a snapshot instead of the entries.
 * Peers have them.
 *
 * @param fromNumber first missing number
 * @param toNumber last missing number
 */
public record HistoryGap(long fromNumber, long toNumber) {
  boolean contains(long number) {
    return fromNumber <= number && number <= toNumber;
  }
}
