package cbdc.wallet.store.projection;

import cbdc.wallet.core.AsOf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How far the projection has come, from memory: written by the projector's thread, read by anyone.
 */
public final class Progress {
  /**
   * One shard.
   *
   * @param asOf what is projected
   * @param lastNumber number of the shard's last history record when its feed was read last
   * @param completeToMillis wall time up to which everything that had happened is projected, as far
   *     as it is known; before the feed was first read to its end the ledger time of the last
   *     record
   */
  private record Shard(AsOf asOf, long lastNumber, long completeToMillis) {}

  private final AtomicReferenceArray<Shard> shards;

  /** Nothing is projected yet. */
  public Progress(int shardCount) {
    shards = new AtomicReferenceArray<>(shardCount);
    for (int shard = 0; shard < shardCount; shard++) {
      shards.set(shard, new Shard(new AsOf(shard, 0, 0, 0), 0, 0));
    }
  }

  /** One shard. */
  public AsOf asOf(int shard) {
    return shards.get(shard).asOf();
  }

  /** Every shard, ascending. */
  public List<AsOf> asOf() {
    List<AsOf> all = new ArrayList<>(shards.length());
    for (int shard = 0; shard < shards.length(); shard++) {
      all.add(asOf(shard));
    }
    return all;
  }

  /** History records that are known to exist and are not projected, over all shards. */
  public long recordsBehind() {
    long behind = 0;
    for (int shard = 0; shard < shards.length(); shard++) {
      Shard s = shards.get(shard);
      behind += Math.max(0, s.lastNumber() - s.asOf().historyNumber());
    }
    return behind;
  }

  /**
   * For how long things may have been happening, in the shard that is worst off, that are not
   * projected; some tens of milliseconds when all is well.
   *
   * @param nowMillis wall time
   */
  public long millisBehind(long nowMillis) {
    long oldest = nowMillis;
    for (int shard = 0; shard < shards.length(); shard++) {
      oldest = Math.min(oldest, shards.get(shard).completeToMillis());
    }
    return nowMillis - oldest;
  }

  /** Takes what the database says at the start. */
  void resume(AsOf asOf) {
    shards.set(asOf.shard(), new Shard(asOf, asOf.historyNumber(), asOf.timeMillis()));
  }

  /**
   * Takes what was projected.
   *
   * @param askedAtMillis wall time at which the page was asked for
   */
  void advance(FeedSlice slice, long askedAtMillis) {
    AsOf before = asOf(slice.shard());
    long timeMillis = Math.max(before.timeMillis(), slice.page().readToMillis());
    long number = slice.page().nextBatch() - 1;
    long completeToMillis = slice.page().isLast() ? askedAtMillis : timeMillis;
    // Only at the feed's end everything up to the index was read.
    long index = slice.page().isLast() ? Math.max(before.index(), slice.index()) : before.index();
    shards.set(
        slice.shard(),
        new Shard(
            new AsOf(slice.shard(), index, timeMillis, number),
            slice.page().lastBatch(),
            completeToMillis));
  }
}
