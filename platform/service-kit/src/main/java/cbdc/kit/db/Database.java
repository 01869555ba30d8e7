package cbdc.kit.db;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Verdict;
import cbdc.kit.Lifecycle;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's database: a pool of connections, its migrations, and transactions on threads of its
 * own. While the database is away every call fails at once, and a thread looks for it; when it is
 * back, and may be an older copy, migrations run again before anything else does. Safe for use by
 * several threads.
 */
public final class Database implements Lifecycle.Part, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int ATTEMPTS = 4;
  private static final long LOOK_MILLIS = 500;
  private static final long CLOSE_LIMIT_SECONDS = 10;

  private final DatabaseSettings settings;
  private final String name;
  private final HikariDataSource pool;
  private final Flyway flyway;
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
    this.pool = new HikariDataSource(poolConfig());
    this.flyway =
        Flyway.configure()
            .dataSource(pool)
            .locations("classpath:" + migrations)
            .failOnMissingLocations(true)
            .cleanDisabled(true)
            .load();
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

  /** Looks for the database; returns also if it is not there, and goes on looking for it then. */
  @Override
  public void start() {
    try {
      migrate();
    } catch (DatabaseUnavailable away) {
      LOG.warn("{}: the database is away: {}", name, away.getMessage());
    }
    watch.start();
  }

  @Override
  public void stop() {
    close();
  }

  /**
   * Brings the tables to the version of this program, and says that the database is up.
   *
   * @throws DatabaseUnavailable if it is away
   * @throws org.flywaydb.core.api.FlywayException if its tables are not those of an earlier version
   */
  public synchronized void migrate() {
    try (Connection reachable = pool.getConnection()) {
      reachable.rollback();
    } catch (SQLException away) {
      throw down(away);
    }
    flyway.migrate();
    downReason = null;
    LOG.info("{}: the database is up: {}", name, settings);
  }

  /**
   * Runs one transaction and waits for it; never on an event loop.
   *
   * @throws DatabaseUnavailable if the database is away
   * @throws DatabaseFault if it refused a statement; then nothing was changed
   */
  public <T> T transact(SqlWork<T> work) {
    for (int attempt = 1; ; attempt++) {
      String reason = downReason;
      if (reason != null) {
        throw new DatabaseUnavailable(reason);
      }
      try {
        return once(work);
      } catch (SQLException failed) {
        if (SqlStates.isAway(failed)) {
          throw down(failed);
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
    CompletableFuture<T> result = new CompletableFuture<>();
    String reason = downReason;
    if (reason != null) {
      result.completeExceptionally(new DatabaseUnavailable(reason));
      return result;
    }
    try {
      workers.execute(
          () -> {
            try {
              result.complete(transact(work));
            } catch (Throwable failed) {
              result.completeExceptionally(failed);
            }
          });
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(
          new DatabaseUnavailable(
              closed
                  ? "it is closed"
                  : "more than " + settings.queueMax() + " transactions wait for it"));
    }
    return result;
  }

  /** Whether it answered the last time that anybody asked. */
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

  private <T> T once(SqlWork<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (Throwable failed) {
        rollback(connection, failed);
        throw failed;
      }
    }
  }

  private static void rollback(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      because.addSuppressed(alsoFailed);
    }
  }

  private DatabaseUnavailable down(SQLException failed) {
    String reason = failed.getMessage();
    if (failed instanceof SQLTransientConnectionException && failed.getCause() != null) {
      reason = failed.getCause().getMessage();
    }
    if (downReason == null) {
      LOG.warn("{}: the database is away: {}", name, reason);
    }
    downReason = reason;
    return new DatabaseUnavailable(reason, failed);
  }

  private void look() {
    while (!closed) {
      try {
        Thread.sleep(LOOK_MILLIS);
        if (downReason != null) {
          migrate();
        }
      } catch (InterruptedException told) {
        return;
      } catch (DatabaseUnavailable stillAway) {
        LOG.debug("{}: the database is still away", name);
      } catch (RuntimeException broken) {
        downReason = broken.getMessage();
        LOG.error("{}: the database is there, but its tables are not ours", name, broken);
      }
    }
  }

  private HikariConfig poolConfig() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("db-" + name);
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connections());
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionTimeout(settings.connectLimit().toMillis());
    config.setValidationTimeout(settings.connectLimit().toMillis());
    // The pool opens without a database, and tries at each call.
    config.setInitializationFailTimeout(-1);
    long seconds = Math.max(1, settings.connectLimit().toSeconds());
    config.addDataSourceProperty("connectTimeout", Long.toString(seconds));
    config.addDataSourceProperty("loginTimeout", Long.toString(seconds));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", name);
    // The server gives up first; the socket's limit is for a server that says nothing any more.
    config.addDataSourceProperty(
        "options", "-c statement_timeout=" + settings.statementLimit().toMillis());
    config.addDataSourceProperty(
        "socketTimeout", Long.toString(settings.statementLimit().toSeconds() + 5));
    return config;
  }
}
