package cbdc.protocol.wire;

import java.util.List;

/**
 * A run of one shard's history, filtered to the asking bank. Numbers from {@code fromBatch} up to
 * before {@code nextBatch} were gone through; those that hold nothing for the bank are left out.
 *
 * @param fromBatch as asked for
 * @param nextBatch where the next page begins; equal to {@code fromBatch} when there is nothing new
 * @param lastBatch number of the last history record when the page was read
 * @param readToMillis ledger time of record {@code nextBatch - 1}, 0 when there is none
 * @param batches ascending
 */
public record FeedPage(
    long fromBatch, long nextBatch, long lastBatch, long readToMillis, List<FeedBatch> batches)
    implements ReadPayload {
  /** Most history records in one page. */
  public static final int MAX_BATCHES = 65_536;

  /** Most feed records of one history record. */
  public static final int MAX_RECORDS = 1 << 20;

  public FeedPage {
    batches = List.copyOf(batches);
  }

  /** True when the page reaches the end of the history as it was then. */
  public boolean isLast() {
    return nextBatch > lastBatch;
  }

  /**
   * One history record.
   *
   * @param batchNumber its number
   * @param timeMillis ledger time
   * @param records in the order in which they happened
   */
  public record FeedBatch(long batchNumber, long timeMillis, List<FeedRecord> records) {
    public FeedBatch {
      records = List.copyOf(records);
    }
  }
}
