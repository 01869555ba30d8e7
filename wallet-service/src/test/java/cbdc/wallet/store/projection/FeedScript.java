package cbdc.wallet.store.projection;

import cbdc.protocol.CommandId;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedPage.FeedBatch;
import cbdc.protocol.wire.FeedRecord;
import cbdc.wallet.core.LedgerFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The feeds of all shards as a test writes them, record by record; may be read meanwhile. */
public final class FeedScript implements LedgerFeed {
  private static final class Shard {
    private final List<FeedBatch> batches = new ArrayList<>();
    private List<FeedRecord> open = new ArrayList<>();
    private long lastNumber;
  }

  private final List<Shard> shards = new ArrayList<>();
  private final int pageBatches;
  private long timeMillis = 1_700_000_000_000L;
  private long ids;

  /** Empty feeds, read in pages of so many history records. */
  public FeedScript(int shardCount, int pageBatches) {
    this.pageBatches = pageBatches;
    for (int shard = 0; shard < shardCount; shard++) {
      shards.add(new Shard());
    }
  }

  /** A new id. */
  public synchronized CommandId id() {
    ids++;
    return CommandId.of(timeMillis, ids, ids * 0x9E3779B97F4A7C15L);
  }

  /** Ledger time of what is added next. */
  public synchronized long timeMillis() {
    return timeMillis;
  }

  /** Adds to the shard's next history record. */
  public synchronized FeedScript add(int shard, FeedRecord record) {
    shards.get(shard).open.add(record);
    return this;
  }

  /** Adds a record without hold and texts. */
  public FeedScript add(
      int shard, FeedKind kind, CommandId id, long account, long counter, long amount, int value) {
    return add(shard, new FeedRecord(kind, id, account, counter, amount, value));
  }

  /** Ends the shard's history record, with so many behind it that hold nothing for the bank. */
  public synchronized void close(int shard, int empty) {
    Shard s = shards.get(shard);
    if (!s.open.isEmpty()) {
      s.lastNumber++;
      s.batches.add(new FeedBatch(s.lastNumber, timeMillis, s.open));
      s.open = new ArrayList<>();
    }
    s.lastNumber += empty;
  }

  /** Ends the history records of all shards, and lets a millisecond pass. */
  public synchronized FeedScript close() {
    for (int shard = 0; shard < shards.size(); shard++) {
      close(shard, 0);
    }
    timeMillis++;
    return this;
  }

  /** Number of the shard's last history record. */
  public synchronized long lastNumber(int shard) {
    return shards.get(shard).lastNumber;
  }

  /** A page that goes through at most so many history records. */
  synchronized FeedPage page(int shard, long from, int records) {
    Shard s = shards.get(shard);
    long next = Math.min(from + records, s.lastNumber + 1);
    List<FeedBatch> inside =
        s.batches.stream()
            .filter(batch -> batch.batchNumber() >= from && batch.batchNumber() < next)
            .toList();
    long readTo = inside.isEmpty() ? 0 : inside.getLast().timeMillis();
    return new FeedPage(from, next, Math.max(s.lastNumber, next - 1), readTo, inside);
  }

  @Override
  public int shardCount() {
    return shards.size();
  }

  @Override
  public CompletionStage<Read> read(int shard, long fromNumber) {
    FeedPage page = page(shard, fromNumber, pageBatches);
    return CompletableFuture.completedStage(new Read(2 * page.lastBatch(), page));
  }
}
