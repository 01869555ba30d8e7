package cbdc.kit.db;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Verdict;
import cbdc.kit.Lifecycle;
import cbdc.kit.StartException;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's database: a pool of connections, its migrations, and transactions on threads of its
 * own.
 *
 * <p>While the database is away every call fails at once, and a thread looks for it; when it is
 * back, and may be an older copy, migrations run before anything else does. Safe for use by several
 * threads.
 */
public final class Database implements Lifecycle.Part, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int ATTEMPTS = 4;
  private static final long LOOK_MILLIS = 500;
  private static final int PING_SECONDS = 1;
  private static final long CLOSE_LIMIT_SECONDS = 10;

  private final DatabaseSettings settings;
  private final String name;
  private final HikariDataSource pool;
  private final Flyway flyway;
  private final Semaphore free;
  private final ThreadPoolExecutor workers;
  private final Thread watch;
  private volatile String downReason = "not started yet";
  private volatile boolean closed;

  /**
   * A database that nobody has looked for yet.
   *
   * @param name names its threads and log lines, such as {@code wallet}
   * @param migrations where on the class path its Flyway scripts are, such as {@code
   *     cbdc/wallet/store}
   */
  public Database(String name, DatabaseSettings settings, String migrations) {
    this.name = name;
    this.settings = settings;
    this.pool = new HikariDataSource(Connections.pool(name, settings));
    this.flyway =
        Flyway.configure()
            .dataSource(Connections.unlimited(name, settings))
            .locations("classpath:" + migrations)
            .failOnMissingLocations(true)
            .cleanDisabled(true)
            .load();
    this.free = new Semaphore(settings.connections(), true);
    this.workers =
        new ThreadPoolExecutor(
            settings.connections(),
            settings.connections(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.queueMax()),
            Thread.ofPlatform().daemon().name("db-" + name + "-", 0).factory());
    this.watch = Thread.ofPlatform().daemon().name("db-" + name + "-watch").unstarted(this::look);
  }

  /**
   * Looks for the database and migrates it. Returns also if it is away, and goes on looking for it
   * then.
   *
   * @throws StartException if it is there and its tables are not those of an earlier version
   */
  @Override
  public void start() {
    try {
      migrate();
    } catch (DatabaseUnavailable away) {
      LOG.warn("{} starts without its database: {}", name, away.getMessage());
    } catch (FlywayException broken) {
      throw new StartException(
          name + " cannot use the database " + settings + ": " + broken.getMessage(), broken);
    }
    watch.start();
  }

  @Override
  public void stop() {
    close();
  }

  /**
   * Brings the tables to the version of this program, and says that the database is up. The owner
   * need not call it: start does, and so does the watch when the database is back.
   *
   * @throws DatabaseUnavailable if it is away
   * @throws FlywayException if its tables are not those of an earlier version
   */
  public synchronized void migrate() {
    // Asked first: Flyway does not tell an absent database from a broken one.
    try (Connection reachable = Connections.unlimited(name, settings).getConnection()) {
      LOG.debug("{}: connected to {}", name, reachable.getMetaData().getDatabaseProductVersion());
    } catch (SQLException away) {
      throw down(away);
    }
    try {
      flyway.migrate();
    } catch (FlywayException failed) {
      Optional<SQLException> away = SqlStates.awayWithin(failed);
      throw away.isPresent() ? down(away.get()) : failed;
    }
    if (downReason != null) {
      LOG.info("{}: the database is up: {}", name, settings);
    }
    downReason = closed ? "it is closed" : null;
  }

  /**
   * Runs one transaction (READ COMMITTED) and waits for it; never on an event loop.
   *
   * @throws DatabaseUnavailable if the database is away or busy
   * @throws DatabaseFault if it refused a statement; then nothing was changed
   */
  public <T> T transact(SqlWork<T> work) {
    for (int attempt = 1; ; attempt++) {
      String reason = downReason;
      if (reason != null) {
        throw new DatabaseUnavailable(reason);
      }
      try {
        return withConnection(work);
      } catch (SQLException failed) {
        if (SqlStates.isAway(failed)) {
          throw down(failed);
        }
        if (SqlStates.isTooSlow(failed)) {
          throw new DatabaseUnavailable("a statement took too long", failed);
        }
        if (!SqlStates.isConflict(failed) || attempt == ATTEMPTS) {
          throw new DatabaseFault(failed);
        }
      }
    }
  }

  /**
   * Runs one transaction on a thread of this database. The stage fails as {@link #transact} throws,
   * at once if the database is away or its queue is full.
   */
  public <T> CompletionStage<T> submit(SqlWork<T> work) {
    String reason = downReason;
    if (reason != null) {
      return CompletableFuture.failedStage(new DatabaseUnavailable(reason));
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      workers.execute(() -> complete(result, work));
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedStage(
          new DatabaseUnavailable(
              closed
                  ? "it is closed"
                  : "more than " + settings.queueMax() + " transactions wait for it"));
    }
    return result;
  }

  /** Whether it answered the last time that anybody asked, half a second ago or less. */
  public boolean isUp() {
    return downReason == null;
  }

  /** Why it is not up, or that it is. */
  public String reason() {
    String reason = downReason;
    return reason == null ? "up: " + settings : "away: " + reason;
  }

  /** Adds its state to a probe under the name {@code database}. */
  public void addTo(HealthChecks health, Probe probe) {
    health.add(probe, "database", () -> new Verdict(isUp(), reason()));
  }

  /** Finishes what was submitted, within a limit, and closes all connections. */
  @Override
  public void close() {
    closed = true;
    watch.interrupt();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException told) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    downReason = "it is closed";
    pool.close();
  }

  private <T> void complete(CompletableFuture<T> result, SqlWork<T> work) {
    try {
      result.complete(transact(work));
    } catch (Throwable failed) {
      result.completeExceptionally(failed);
    }
  }

  /**
   * Waits for one of the connections before it asks the pool for it: so a pool that is busy is not
   * taken for a database that is away.
   */
  private <T> T withConnection(SqlWork<T> work) throws SQLException {
    try {
      if (!free.tryAcquire(settings.connectLimit().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DatabaseUnavailable("all " + settings.connections() + " connections are in use");
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("interrupted while waiting for a connection", told);
    }
    try (Connection connection = pool.getConnection()) {
      return inTransaction(connection, work);
    } finally {
      free.release();
    }
  }

  private static <T> T inTransaction(Connection connection, SqlWork<T> work) throws SQLException {
    try {
      T result = work.run(connection);
      connection.commit();
      return result;
    } catch (Throwable failed) {
      try {
        connection.rollback();
      } catch (SQLException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  private DatabaseUnavailable down(SQLException failed) {
    String reason = closed ? "it is closed" : SqlStates.reason(failed);
    if (downReason == null) {
      LOG.warn("{}: the database is away: {}", name, reason);
      // The others of the pool are likely to be dead as well.
      pool.getHikariPoolMXBean().softEvictConnections();
    }
    downReason = reason;
    return new DatabaseUnavailable(reason, failed);
  }

  private void look() {
    while (!closed) {
      try {
        Thread.sleep(LOOK_MILLIS);
        if (downReason == null) {
          ping();
        } else {
          migrate();
        }
      } catch (InterruptedException told) {
        return;
      } catch (DatabaseUnavailable stillAway) {
        LOG.debug("{}: the database is still away", name);
      } catch (RuntimeException broken) {
        if (!broken.getMessage().equals(downReason)) {
          LOG.error("{}: the database is there, but of no use", name, broken);
        }
        downReason = broken.getMessage();
      }
    }
  }

  /** Notices a database that went away while nobody used it. */
  private void ping() {
    if (!free.tryAcquire()) {
      return;
    }
    try (Connection connection = pool.getConnection()) {
      if (!connection.isValid(PING_SECONDS)) {
        throw down(new SQLException("it does not answer", "08000"));
      }
    } catch (SQLException away) {
      throw down(away);
    } finally {
      free.release();
    }
  }
}
