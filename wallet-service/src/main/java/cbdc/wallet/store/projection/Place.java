package cbdc.wallet.store.projection;

import cbdc.protocol.wire.FeedPage;

/**
 * Where and when a feed record was committed.
 *
 * @param shard which shard
 * @param at number of the history record times 2^20 plus the position in it
 * @param timeMillis ledger time
 */
public record Place(int shard, long at, long timeMillis) {
  private static final int POSITION_BITS = Integer.numberOfTrailingZeros(FeedPage.MAX_RECORDS);
  private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

  static Place of(int shard, FeedPage.FeedBatch batch, int position) {
    return new Place(shard, batch.batchNumber() << POSITION_BITS | position, batch.timeMillis());
  }

  /** Number of the history record of a place. */
  public static long historyNumber(long at) {
    return at >>> POSITION_BITS;
  }

  /** For people who look for it in the history. */
  @Override
  public String toString() {
    return "shard " + shard + " record " + historyNumber(at) + "." + (at & POSITION_MASK);
  }
}
