package cbdc.wallet.store.projection;

import cbdc.protocol.wire.FeedPage;

/**
 * A page of one shard's feed, to be projected.
 *
 * @param index Raft index at which it was read
 */
record FeedSlice(int shard, long index, FeedPage page) {
  /** How many feed records it holds. */
  int records() {
    int records = 0;
    for (FeedPage.FeedBatch batch : page.batches()) {
      records += batch.records().size();
    }
    return records;
  }
}
