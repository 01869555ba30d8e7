package cbdc.settlement.client;

import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.Query;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads one shard's history, filtered to the client's bank, from a place on. The place is the
 * caller's to keep: store {@link #position()} together with what was made of the pages before it,
 * and start there again.
 *
 * <p>One page at a time; safe to use from several threads, one after another.
 */
public final class FeedReader {
  /** About the size of a page in bytes. */
  public static final int PAGE_BYTES = 1 << 20;

  private final SettlementClient client;
  private final int shard;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile long position;

  FeedReader(SettlementClient client, int shard, long fromBatch) {
    if (fromBatch < 1) {
      throw new IllegalArgumentException("a feed starts at number 1, not " + fromBatch);
    }
    this.client = client;
    this.shard = shard;
    this.position = fromBatch;
  }

  /** The shard. */
  public int shard() {
    return shard;
  }

  /** Number of the history record with which the next page begins. */
  public long position() {
    return position;
  }

  /**
   * Reads the next page and moves on behind it; an empty last page means that there is nothing new.
   * After a failure the position is as before.
   *
   * @return the page, or a {@link ReadFailed}
   * @throws IllegalStateException when a page is being read already
   */
  public CompletionStage<ReadResult<FeedPage>> next() {
    if (!reading.compareAndSet(false, true)) {
      throw new IllegalStateException("one page at a time");
    }
    return client
        .read(new Query.OfFeed(shard, position, PAGE_BYTES), FeedPage.class)
        .whenComplete(
            (page, failure) -> {
              if (failure == null) {
                position = Math.max(position, page.value().nextBatch());
              }
              reading.set(false);
            });
  }
}
