package cbdc.protocol.wire;

import cbdc.protocol.AccountNumber;

/**
 * What can be read. All answers come from committed state, at an index that includes everything
 * acknowledged before the read was sent.
 *
 * <p>A bank reads its own accounts and feed; the issuer (bank 0) reads supply and registry; {@link
 * OfShard} is public.
 */
public sealed interface Query {
  /** The shard that answers. */
  int shard(int shardCount);

  /** → {@link ReadPayload.Balance}. */
  record OfBalance(long account) implements Query {
    @Override
    public int shard(int shardCount) {
      return AccountNumber.shard(account, shardCount);
    }
  }

  /** → {@link ReadPayload.AccountState}. */
  record OfAccount(long account) implements Query {
    @Override
    public int shard(int shardCount) {
      return AccountNumber.shard(account, shardCount);
    }
  }

  /** → {@link ReadPayload.Supply}: one shard's part of the supply report. */
  record OfSupply(int shard) implements Query {
    @Override
    public int shard(int shardCount) {
      return shard;
    }
  }

  /**
   * → {@link ReadPayload.Registry}, from shard 0: a bank's keys, quota and next order number, and
   * what holds for all.
   */
  record OfRegistry(int bank) implements Query {
    @Override
    public int shard(int shardCount) {
      return 0;
    }
  }

  /** → {@link ReadPayload.ShardStatus}. Public. */
  record OfShard(int shard) implements Query {
    @Override
    public int shard(int shardCount) {
      return shard;
    }
  }

  /**
   * → {@link FeedPage}: committed history, filtered to the asking bank's accounts.
   *
   * @param fromBatch first history number wanted, from 1
   * @param maxBytes about how much to answer at most, 1 to {@link #MAX_BYTES}; at least one history
   *     record is gone through
   */
  record OfFeed(int shard, long fromBatch, int maxBytes) implements Query {
    /** Most bytes of a page. */
    public static final int MAX_BYTES = 4 << 20;

    @Override
    public int shard(int shardCount) {
      return shard;
    }
  }

  /**
   * → {@link ReadPayload.FeedStart}: where in the feed a time begins.
   *
   * @param timeMillis ledger time
   */
  record OfFeedStart(int shard, long timeMillis) implements Query {
    @Override
    public int shard(int shardCount) {
      return shard;
    }
  }
}
