package cbdc.settlement.node.shard;

import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages of one shard's feed, without holes: who reads a feed takes what is absent for what never
 * happened.
 */
final class FeedPages {
  private static final int RECORDS_MAX = 2_048;

  private final History history;
  private final int shard;
  private final int shardCount;

  FeedPages(History history, int shard, int shardCount) {
    this.history = history;
    this.shard = shard;
    this.shardCount = shardCount;
  }

  /**
   * The page that a bank asks for, up to the first record that this node does not have because it
   * got a snapshot instead; null when that is the first one asked for.
   */
  FeedPage page(int bank, Query.OfFeed query) {
    long last = history.lastNumber();
    FeedBuilder builder = new FeedBuilder(shard, shardCount, bank);
    List<FeedPage.FeedBatch> batches = new ArrayList<>();
    long from = Math.max(1, query.fromBatch());
    long next = from;
    long readTo = 0;
    for (History.Executed executed : history.read(next, RECORDS_MAX, query.maxBytes())) {
      if (executed.number() != next) {
        break;
      }
      FeedPage.FeedBatch built = builder.build(executed);
      next = executed.number() + 1;
      readTo = built.timeMillis() == 0 ? readTo : built.timeMillis();
      if (!built.records().isEmpty()) {
        batches.add(built);
      }
    }
    boolean isMissing = next == from && next <= last;
    return isMissing
        ? null
        : new FeedPage(query.fromBatch(), next, Math.max(last, next - 1), readTo, batches);
  }
}
