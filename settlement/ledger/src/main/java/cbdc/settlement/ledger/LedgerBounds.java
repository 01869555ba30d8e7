package cbdc.settlement.ledger;

/**
 * How much housekeeping one batch does at most, so that no batch stalls the shard. What is left
 * over goes on in the next batch.
 *
 * <p>These numbers decide what a batch changes: they are constants of a rules version, the same on
 * every node, and tests alone use others.
 *
 * @param expiredHoldsPerBatchMax holds booked back because their time is over
 * @param forgottenBucketsPerBatchMax one-second buckets of ids dropped
 * @param trimmedMessagesPerBatchMax acknowledged messages removed from outboxes, over all channels
 */
public record LedgerBounds(
    int expiredHoldsPerBatchMax, int forgottenBucketsPerBatchMax, int trimmedMessagesPerBatchMax) {
  /** The bounds of rules version 1. */
  public static final LedgerBounds DEFAULT = new LedgerBounds(4096, 16, 32_768);

  /** Refuses bounds with which housekeeping would never get done. */
  public LedgerBounds {
    if (expiredHoldsPerBatchMax < 1
        || forgottenBucketsPerBatchMax < 1
        || trimmedMessagesPerBatchMax < 1) {
      throw new IllegalArgumentException("each bound on housekeeping must be at least 1");
    }
  }
}
