package cbdc.wallet.store.projection;

import cbdc.kit.db.Database;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;
import cbdc.testkit.SeededRandom;
import cbdc.wallet.core.AsOf;
import cbdc.wallet.store.WalletStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many payments a second the projection keeps up with: payments between shards of one bank, on
 * one thread, with a PostgreSQL of its own. Started by hand; its arguments are the number of
 * payments, and how many of them come between two transactions.
 */
public final class ProjectionBenchmark {
  private static final int SHARDS = 16;
  private static final int ACCOUNTS = 20_000;
  private static final LedgerIdentity LEDGER = new LedgerIdentity("bench", BankWorld.BANK, SHARDS);

  private final FeedScript feed = new FeedScript(SHARDS, Integer.MAX_VALUE / 2);
  private final SeededRandom random = new SeededRandom(1);
  private final List<Long> accounts = new ArrayList<>();

  private ProjectionBenchmark() {}

  /** Prints one line for each fifth of the work. */
  public static void main(String[] arguments) throws Exception {
    int payments = Integer.parseInt(arguments[0]);
    int between = Integer.parseInt(arguments[1]);
    Path directory = Files.createTempDirectory(Path.of("target"), "bench-");
    EmbeddedPostgres server = new EmbeddedPostgres(directory, 0, List.of("bench"));
    server.start();
    try (Database database =
        new Database("bench", server.settings("bench"), WalletStore.MIGRATIONS)) {
      database.start();
      ProjectionBenchmark benchmark = new ProjectionBenchmark();
      benchmark.open();
      benchmark.project(database);
      for (int fifth = 1; fifth <= 5; fifth++) {
        benchmark.run(database, payments / 5, between);
      }
    } finally {
      server.stop();
    }
  }

  private void open() {
    for (int i = 0; i < ACCOUNTS; i++) {
      long account = AccountNumber.of(BankWorld.BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      int value = AccountKind.WALLET.code() * 256 + 1;
      add(shard(account), FeedKind.ACCOUNT_OPENED, feed.id(), account, 0, 0, value);
      long other = AccountNumber.of(9, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      add(shard(account), FeedKind.RECEIVED, feed.id(), account, other, 1_000_000, 0);
      accounts.add(account);
    }
    feed.close();
  }

  private void run(Database database, int payments, int between) {
    long nanos = 0;
    for (int done = 0; done < payments; done += between) {
      for (int i = 0; i < between; i++) {
        pay();
      }
      feed.close();
      long began = System.nanoTime();
      project(database);
      nanos += System.nanoTime() - began;
    }
    System.out.printf(
        Locale.ROOT,
        "%,d payments, %,d between transactions: %,.0f payments/s, %,.0f feed records/s%n",
        payments,
        between,
        payments * 1e9 / nanos,
        3 * payments * 1e9 / nanos);
  }

  private void pay() {
    long payer = random.pick(accounts);
    long payee = random.pick(accounts);
    if (payer == payee) {
      return;
    }
    CommandId id = feed.id();
    boolean isInOneShard = shard(payer) == shard(payee);
    FeedKind kind = isInOneShard ? FeedKind.PAID : FeedKind.SENT;
    feed.add(shard(payer), record(kind, id, payer, payee));
    if (!isInOneShard) {
      feed.add(shard(payee), record(FeedKind.RECEIVED, id, payee, payer));
      add(shard(payer), FeedKind.SETTLED, id, 0, 0, 0, 0);
    }
  }

  private static FeedRecord record(FeedKind kind, CommandId id, long account, long counter) {
    Text text = Text.of("two coffees");
    return new FeedRecord(kind, id, FeedRecord.NO_ID, account, counter, 3, 0, text, text);
  }

  private void add(
      int shard, FeedKind kind, CommandId id, long account, long counter, long amount, int value) {
    feed.add(shard, kind, id, account, counter, amount, value);
  }

  private void project(Database database) {
    List<AsOf> cursors = database.transact(connection -> FeedCursors.open(connection, LEDGER));
    List<FeedSlice> slices = new ArrayList<>();
    for (AsOf cursor : cursors) {
      var page = feed.page(cursor.shard(), cursor.historyNumber() + 1, Integer.MAX_VALUE / 2);
      if (page.nextBatch() > page.fromBatch()) {
        slices.add(new FeedSlice(cursor.shard(), 1, page));
      }
    }
    database.transact(new ProjectionTransaction(LEDGER, slices));
  }

  private static int shard(long account) {
    return AccountNumber.shard(account, SHARDS);
  }
}
