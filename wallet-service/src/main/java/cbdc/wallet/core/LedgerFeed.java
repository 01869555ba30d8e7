package cbdc.wallet.core;

import cbdc.protocol.wire.FeedPage;
import java.util.concurrent.CompletionStage;

/** The bank's part of the ledger's committed history, from where the projection reads it. */
public interface LedgerFeed {
  /** Number of shards; each has a history of its own. */
  int shardCount();

  /**
   * Reads on.
   *
   * @param fromNumber first history number wanted, from 1
   */
  CompletionStage<Read> read(int shard, long fromNumber);

  /**
   * What was read.
   *
   * @param index Raft index of the shard at which it was read
   * @param page from the number asked for
   */
  record Read(long index, FeedPage page) {}
}
