package cbdc.kit.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.StartException;
import cbdc.testkit.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DatabaseTest {
  private static final String MIGRATIONS = "cbdc/kit/db/notes";

  @TempDir private static Path folder;
  private static EmbeddedPostgres server;

  private Database database;
  private DatabaseSettings settings;

  @BeforeAll
  static void startServer() throws Exception {
    server = EmbeddedServers.in(folder.resolve("db"), "notes");
    server.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.stop();
  }

  @BeforeEach
  void empty() throws SQLException {
    settings = server.settings("notes");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema public cascade");
      statement.execute("create schema public");
    }
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void shouldMigrateAndKeepWhatIsCommitted() throws Exception {
    database = open(settings);

    assertThat(database.isUp()).isTrue();
    assertThat(database.transact(insert(1, "a"))).isEqualTo(1);
    assertThat(database.submit(insert(2, "b")).toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(1);
    assertThat(database.transact(DatabaseTest::count)).isEqualTo(2);
  }

  @Test
  void shouldUndoATransactionThatFails() throws Exception {
    database = open(settings);
    database.transact(insert(1, "a"));

    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      insert(2, "b").run(connection);
                      return insert(1, "again").run(connection);
                    }))
        .isInstanceOfSatisfying(
            DatabaseFault.class, fault -> assertThat(fault.sqlState()).isEqualTo("23505"));
    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      insert(3, "c").run(connection);
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(database.transact(DatabaseTest::count)).isEqualTo(1);
    assertThat(database.isUp()).isTrue();
  }

  @Test
  void shouldNotTellWhatTheRowsHold() {
    database = open(settings);
    database.transact(insert(900_004_711L, "a secret"));

    assertThatThrownBy(() -> database.transact(insert(900_004_711L, "another secret")))
        .hasMessageContaining("note_pkey")
        .satisfies(DatabaseTest::tellsNoValue);
    assertThatThrownBy(() -> database.transact(insert(900_004_712L, null)))
        .hasMessageContaining("not-null")
        .satisfies(DatabaseTest::tellsNoValue);
    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      try (PreparedStatement batch =
                          connection.prepareStatement("insert into note values (?, ?)")) {
                        for (int i = 0; i < 2; i++) {
                          batch.setLong(1, 900_004_713L);
                          batch.setString(2, "secret");
                          batch.addBatch();
                        }
                        return batch.executeBatch();
                      }
                    }))
        .hasMessageContaining("note_pkey")
        .satisfies(DatabaseTest::tellsNoValue);
  }

  private static void tellsNoValue(Throwable fault) {
    assertThat(Throwables.getStackTrace(fault))
        .doesNotContain("secret", "900004711", "900004712", "900004713");
  }

  @Test
  void shouldRunATransactionAgainThatLostADeadlock() throws Exception {
    database = open(settings);
    database.transact(insert(1, "a"));
    database.transact(insert(2, "b"));
    CountDownLatch bothHaveOne = new CountDownLatch(2);
    AtomicInteger runs = new AtomicInteger();

    CompletableFuture<Integer> forth = lockBoth(1, 2, bothHaveOne, runs);
    CompletableFuture<Integer> back = lockBoth(2, 1, bothHaveOne, runs);

    assertThat(forth.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(back.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(runs).hasValueGreaterThan(2);
  }

  private CompletableFuture<Integer> lockBoth(
      int first, int second, CountDownLatch bothHaveOne, AtomicInteger runs) {
    return database
        .submit(
            connection -> {
              runs.incrementAndGet();
              update(connection, first);
              bothHaveOne.countDown();
              awaitLatch(bothHaveOne);
              return update(connection, second);
            })
        .toCompletableFuture();
  }

  @Test
  void shouldRefuseAtOnceWhatItsQueueCannotHold() throws Exception {
    database = open(settings.sized(1, 2));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    SqlWork<Integer> slow =
        connection -> {
          begun.countDown();
          awaitLatch(finish);
          return 1;
        };
    List<CompletableFuture<Integer>> accepted = new ArrayList<>();
    accepted.add(database.submit(slow).toCompletableFuture());
    awaitLatch(begun);
    accepted.add(database.submit(slow).toCompletableFuture());
    accepted.add(database.submit(slow).toCompletableFuture());

    CompletableFuture<Integer> refused = database.submit(slow).toCompletableFuture();
    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(() -> refused.get(0, TimeUnit.SECONDS))
        .hasCauseInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("more than 2 transactions wait for it");
    assertThatThrownBy(() -> database.transact(slow))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("all 1 connections are in use");
    assertThat(database.isUp()).as("busy is not away").isTrue();

    finish.countDown();
    for (CompletableFuture<Integer> each : accepted) {
      assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  @Test
  void shouldEndAStatementThatTakesTooLong() throws Exception {
    database =
        open(
            new DatabaseSettings(
                settings.jdbcUrl(),
                settings.user(),
                settings.password(),
                2,
                2,
                Duration.ofSeconds(1),
                Duration.ofMillis(300)));

    assertThatThrownBy(() -> database.transact(DatabaseTest::sleepLong))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("a statement took too long");
    assertThat(database.isUp()).isTrue();
  }

  @Test
  void shouldFailFastWhileTheDatabaseIsAwayAndMigrateWhenItIsBack(@TempDir Path other)
      throws Exception {
    EmbeddedPostgres own = EmbeddedServers.in(other.resolve("db"), "notes");
    own.start();
    DatabaseSettings absent = own.settings("notes");
    own.stop();
    HealthChecks health = new HealthChecks();

    database = open(absent);
    database.addTo(health, Probe.READY);
    assertThat(database.isUp()).isFalse();
    assertThat(health.report(Probe.READY).ok()).isFalse();
    assertThat(health.report(Probe.READY).findings().getFirst().verdict().reason())
        .startsWith("away: ")
        .contains("refused");
    assertFailsFast();

    own.start();
    try {
      Await.until("it is found and migrated", database::isUp);
      assertThat(database.transact(insert(1, "a"))).isEqualTo(1);
      assertThat(health.report(Probe.READY).ok()).isTrue();
    } finally {
      own.stop();
    }
    Await.until("its loss is noticed", () -> !database.isUp());
    assertFailsFast();

    own.start();
    try {
      Await.until("it is found again", database::isUp);
      assertThat(database.transact(DatabaseTest::count)).isEqualTo(1);
    } finally {
      own.stop();
    }
  }

  private void assertFailsFast() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> database.transact(DatabaseTest::count))
        .isInstanceOf(DatabaseUnavailable.class);
    assertThat(database.submit(DatabaseTest::count).toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void shouldNotStartOnTablesThatAreNotItsOwn() {
    database = open(settings);

    try (Database other = new Database("other", settings, "cbdc/kit/db/broken")) {
      assertThatThrownBy(other::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("other cannot use the database")
          .hasMessageContaining("checksum");
      assertThat(other.isUp()).isFalse();
    }
  }

  @Test
  void shouldFinishWhatWasSubmittedBeforeItCloses() throws Exception {
    database = open(settings.sized(1, 10));
    List<CompletableFuture<Integer>> submitted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      submitted.add(database.submit(insert(i, "x")).toCompletableFuture());
    }
    database.close();

    assertThat(submitted).allSatisfy(each -> assertThat(each).isCompletedWithValue(1));
    assertThatThrownBy(
            () ->
                database.submit(DatabaseTest::count).toCompletableFuture().get(1, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("it is closed");
  }

  @Test
  void shouldNotShowItsPassword() {
    assertThat(settings.toString()).doesNotContain(settings.password()).contains("jdbc:");
  }

  private static Database open(DatabaseSettings settings) {
    Database database = new Database("test", settings, MIGRATIONS);
    database.start();
    return database;
  }

  private static SqlWork<Integer> insert(long id, String text) {
    return connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement("insert into note (id, text) values (?, ?)")) {
        insert.setLong(1, id);
        insert.setString(2, text);
        return insert.executeUpdate();
      }
    };
  }

  private static int update(Connection connection, long id) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update note set text = 'changed' where id = ?")) {
      update.setLong(1, id);
      return update.executeUpdate();
    }
  }

  private static int count(Connection connection) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement("select count(*) from note");
        ResultSet result = count.executeQuery()) {
      result.next();
      return result.getInt(1);
    }
  }

  private static boolean sleepLong(Connection connection) throws SQLException {
    try (PreparedStatement sleep = connection.prepareStatement("select pg_sleep(20)")) {
      return sleep.execute();
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException told) {
      throw new AssertionError(told);
    }
  }
}
