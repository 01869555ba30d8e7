package cbdc.wallet.store.projection;

import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseSettings;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.wallet.store.WalletStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this JVM, and an empty database for whoever asks. */
public final class TestServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start();

  private TestServer() {}

  /** An empty database with the wallet's tables, up and running. */
  public static Database database() {
    Database database = new Database("wallet", settings(), WalletStore.MIGRATIONS);
    database.start();
    return database;
  }

  /** Where a new empty database is. */
  public static DatabaseSettings settings() {
    String name = "wallet" + DATABASES.incrementAndGet();
    DatabaseSettings first = SERVER.settings("first");
    try (Connection connection =
            DriverManager.getConnection(first.jdbcUrl(), first.user(), first.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
    return quick(SERVER.settings(name));
  }

  /** Short waits and few connections: many databases share the server. */
  static DatabaseSettings quick(DatabaseSettings settings) {
    return new DatabaseSettings(
        settings.jdbcUrl(),
        settings.user(),
        settings.password(),
        4,
        256,
        Duration.ofSeconds(2),
        Duration.ofSeconds(20));
  }

  /** What a query answers, a line for each row, its columns separated by spaces. */
  public static List<String> lines(Database database, String sql) {
    return database.transact(
        connection -> {
          List<String> lines = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
              List<String> line = new ArrayList<>();
              for (int column = 1; column <= columns; column++) {
                line.add(String.valueOf(rows.getString(column)));
              }
              lines.add(String.join(" ", line));
            }
          }
          return lines;
        });
  }

  private static EmbeddedPostgres start() {
    try {
      Path target = Files.createDirectories(Path.of("target"));
      Path directory = Files.createTempDirectory(target, "postgres-");
      EmbeddedPostgres server = new EmbeddedPostgres(directory, 0, List.of("first"));
      server.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
      return server;
    } catch (Exception failed) {
      throw new AssertionError("PostgreSQL does not start", failed);
    }
  }

  private static void stop(EmbeddedPostgres server) {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
