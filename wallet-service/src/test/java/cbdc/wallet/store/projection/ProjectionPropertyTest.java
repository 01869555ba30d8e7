package cbdc.wallet.store.projection;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.kit.db.Database;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import cbdc.wallet.core.AsOf;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens at a bank, however its feed is cut, in whatever order the shards are read, and
 * wherever the process is killed: the projection holds each record once and equals plain books.
 */
class ProjectionPropertyTest {
  private static final String DERIVED_PAYMENTS = "SELECT * FROM payment ORDER BY id, payer_shard";
  private static final String DERIVED_HOLDS = "SELECT * FROM hold ORDER BY id";

  /** The process dies here. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void shouldEqualPlainBooksWhereverItIsKilled() {
    Seeds.forEach(6, seed -> check(new SeededRandom(seed)));
  }

  /** Otherwise the property says nothing about the kinds that are missing. */
  @Test
  void shouldMeetEveryKindOfRecord() {
    Set<FeedKind> met = EnumSet.noneOf(FeedKind.class);
    Seeds.forEach(
        6,
        seed -> {
          BankWorld world = new BankWorld(4, new SeededRandom(seed));
          world.live(400);
          for (int shard = 0; shard < 4; shard++) {
            world.feed().page(shard, 1, Integer.MAX_VALUE / 2).batches().stream()
                .flatMap(batch -> batch.records().stream())
                .forEach(record -> met.add(record.kind()));
          }
        });
    assertThat(EnumSet.complementOf(EnumSet.copyOf(met)))
        .containsOnly(FeedKind.RESERVE_CREDITED, FeedKind.ORDER_EXECUTED, FeedKind.ORDER_SENT);
  }

  private static void check(SeededRandom random) throws Exception {
    int shardCount = random.pick(1, 2, 4);
    BankWorld world = new BankWorld(shardCount, random.fork());
    world.live(random.between(50, 400));
    LedgerIdentity ledger = new LedgerIdentity("test", BankWorld.BANK, shardCount);
    try (Database database = TestServer.database()) {
      project(database, ledger, world.feed(), random.fork(), 8);
      assertEquals(database, world.expected);
      List<List<String>> before = derived(database);
      database.transact(new ProjectionRebuild());
      assertThat(TestServer.lines(database, Expected.ENTRIES)).isEmpty();
      project(database, ledger, world.feed(), random.fork(), 30);
      assertThat(derived(database)).isEqualTo(before);
    }
  }

  private static void assertEquals(Database database, Expected expected) {
    assertThat(TestServer.lines(database, Expected.ACCOUNTS)).isEqualTo(expected.accountLines());
    assertThat(TestServer.lines(database, Expected.ENTRIES)).isEqualTo(expected.entryLines());
    assertThat(TestServer.lines(database, Expected.PAYMENTS)).isEqualTo(expected.paymentLines());
    assertThat(TestServer.lines(database, Expected.HOLDS)).isEqualTo(expected.holdLines());
    assertThat(
            TestServer.lines(
                database,
                """
                SELECT s.account FROM account_state s LEFT JOIN entry e ON e.account = s.account
                GROUP BY s.account
                HAVING s.available <> COALESCE(sum(e.amount), 0) OR s.entries <> count(e.account)
                  OR s.entries <> COALESCE(max(e.sequence), 0)
                """))
        .as("accounts whose lines do not add up, or have gaps")
        .isEmpty();
  }

  private static List<List<String>> derived(Database database) {
    return List.of(
        TestServer.lines(database, Expected.ACCOUNTS),
        TestServer.lines(database, Expected.ENTRIES),
        TestServer.lines(database, DERIVED_PAYMENTS),
        TestServer.lines(database, DERIVED_HOLDS),
        TestServer.lines(database, "SELECT * FROM account_change ORDER BY id, shard"),
        TestServer.lines(database, "SELECT * FROM feed_cursor ORDER BY shard"));
  }

  private static void project(
      Database database, LedgerIdentity ledger, FeedScript feed, SeededRandom random, int pageMax) {
    List<AsOf> cursors = open(database, ledger);
    while (!isAtEnd(cursors, feed)) {
      List<FeedSlice> slices = new ArrayList<>();
      for (AsOf cursor : random.shuffled(cursors)) {
        FeedPage page =
            feed.page(cursor.shard(), cursor.historyNumber() + 1, random.between(1, pageMax));
        if (page.nextBatch() > page.fromBatch() && (slices.isEmpty() || random.chance(1, 3))) {
          slices.add(new FeedSlice(cursor.shard(), page.nextBatch(), page));
        }
      }
      try {
        transact(database, new ProjectionTransaction(ledger, slices), random);
      } catch (Killed killed) {
        // Whoever starts again knows nothing but the database.
      }
      cursors = open(database, ledger);
    }
  }

  /** Now and then dies at one of its statements, before its commit, or right after it. */
  private static void transact(
      Database database, ProjectionTransaction transaction, SeededRandom random) {
    int statementsLeft = random.chance(1, 3) ? random.between(0, 8) : Integer.MAX_VALUE;
    boolean beforeCommit = random.chance(1, 8);
    database.transact(
        connection -> {
          transaction.run(mortal(connection, statementsLeft));
          if (beforeCommit) {
            throw new Killed();
          }
          return null;
        });
    if (random.chance(1, 8)) {
      throw new Killed();
    }
  }

  private static Connection mortal(Connection connection, int statements) {
    int[] left = {statements};
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().endsWith("Statement") && left[0]-- == 0) {
                throw new Killed();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private static List<AsOf> open(Database database, LedgerIdentity ledger) {
    return database.transact(connection -> FeedCursors.open(connection, ledger));
  }

  private static boolean isAtEnd(List<AsOf> cursors, FeedScript feed) {
    return cursors.stream()
        .allMatch(cursor -> cursor.historyNumber() == feed.lastNumber(cursor.shard()));
  }
}
