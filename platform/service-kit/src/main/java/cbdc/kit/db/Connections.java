package cbdc.kit.db;

import com.zaxxer.hikari.HikariConfig;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How connections are made: with a limit on each wait, so that an absent database costs no time.
 */
final class Connections {
  private static final int SOCKET_EXTRA_SECONDS = 5;

  private Connections() {}

  /** The pool for transactions. It opens without a database too. */
  static HikariConfig pool(String name, DatabaseSettings settings) {
    PGSimpleDataSource connections = source(name, settings);
    connections.setOptions("-c statement_timeout=" + settings.statementLimit().toMillis());
    // The server gives up first; the socket's limit is for one that says nothing any more.
    connections.setSocketTimeout(
        (int) settings.statementLimit().toSeconds() + SOCKET_EXTRA_SECONDS);

    HikariConfig config = new HikariConfig();
    config.setPoolName("db-" + name);
    config.setDataSource(connections);
    config.setMaximumPoolSize(settings.connections());
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionTimeout(settings.connectLimit().toMillis());
    config.setValidationTimeout(settings.connectLimit().toMillis());
    config.setInitializationFailTimeout(-1);
    return config;
  }

  /** Connections of their own for migrations, which may take long. */
  static DataSource unlimited(String name, DatabaseSettings settings) {
    return source(name, settings);
  }

  private static PGSimpleDataSource source(String name, DatabaseSettings settings) {
    int seconds = (int) Math.max(1, settings.connectLimit().toSeconds());
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.jdbcUrl());
    source.setUser(settings.user());
    source.setPassword(settings.password());
    source.setConnectTimeout(seconds);
    source.setLoginTimeout(seconds);
    source.setTcpKeepAlive(true);
    source.setApplicationName("cbdc-" + name);
    // The server's details quote rows, and batches their parameters: neither belongs in a log.
    source.setLogServerErrorDetail(false);
    return source;
  }
}
