package cbdc.wallet.store.projection;

import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseSettings;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.wallet.store.WalletStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One real PostgreSQL for all tests of this JVM, which run one after another: each gets the
 * database with empty tables. A new database for each would cost a checkpoint each.
 */
public final class TestServer {
  private static final String NAME = "wallet";
  private static final EmbeddedPostgres SERVER = start();

  private TestServer() {}

  /** The database with the wallet's tables, empty, up and running. */
  public static Database database() {
    Database database = new Database(NAME, settings(), WalletStore.MIGRATIONS);
    database.start();
    empty(database);
    return database;
  }

  /** Where the database is; its tables are as the last test left them. */
  public static DatabaseSettings settings() {
    return quick(SERVER.settings(NAME));
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

  private static void empty(Database database) {
    String tables =
        String.join(
            ", ",
            lines(
                database,
                """
                SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'flyway%'
                """));
    database.transact(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute("TRUNCATE " + tables + " RESTART IDENTITY CASCADE");
          }
        });
  }

  private static EmbeddedPostgres start() {
    try {
      Path target = Files.createDirectories(Path.of("target"));
      Path directory = Files.createTempDirectory(target, "postgres-");
      EmbeddedPostgres server = new EmbeddedPostgres(directory, 0, List.of(NAME));
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
