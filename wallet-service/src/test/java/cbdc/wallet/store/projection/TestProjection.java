package cbdc.wallet.store.projection;

import cbdc.kit.db.Database;
import cbdc.protocol.AccountNumber;
import cbdc.wallet.core.AsOf;
import cbdc.wallet.store.WalletStore;
import java.time.InstantSource;
import java.util.List;

/** A wallet's store whose projection the test moves on itself. */
public final class TestProjection implements AutoCloseable {
  public static final int BANK = BankWorld.BANK;

  private final LedgerIdentity ledger;
  public final Database database = TestServer.database();
  public final FeedScript feed;
  public final WalletStore store;

  /** With empty feeds. */
  public TestProjection(int shardCount) {
    this(shardCount, InstantSource.system());
  }

  /** With empty feeds and a clock. */
  public TestProjection(int shardCount, InstantSource clock) {
    ledger = new LedgerIdentity("test", BANK, shardCount);
    feed = new FeedScript(shardCount, 100);
    store = new WalletStore(database, ledger, clock);
  }

  /** Projects all that is in the feeds, shard by shard. */
  public void project() {
    feed.close();
    for (int shard = 0; shard < ledger.shardCount(); shard++) {
      project(shard);
    }
  }

  /** Projects all that is in the feed of one shard. */
  public void project(int shard) {
    feed.close();
    List<AsOf> cursors = database.transact(connection -> FeedCursors.open(connection, ledger));
    var page = feed.page(shard, cursors.get(shard).historyNumber() + 1, 1_000);
    FeedSlice slice = new FeedSlice(shard, 2 * page.lastBatch(), page);
    database.transact(new ProjectionTransaction(ledger, List.of(slice)));
    store.progress().advance(slice, 0);
  }

  /** The shard of an account. */
  public int shard(long account) {
    return AccountNumber.shard(account, ledger.shardCount());
  }

  @Override
  public void close() throws InterruptedException {
    database.close();
  }
}
