package cbdc.issuer.store;

import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseSettings;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A fresh database on a real PostgreSQL, which all tests of this process share. */
public final class TestDatabase implements AutoCloseable {
  private final String name = "t_" + UUID.randomUUID().toString().replace("-", "");
  private final Database database;

  /** One server for all. */
  private static final class Server {
    static final EmbeddedPostgres INSTANCE = started();

    private static EmbeddedPostgres started() {
      try {
        Path folder = Files.createTempDirectory("issuer-postgres-");
        EmbeddedPostgres server = new EmbeddedPostgres(folder, 0, List.of("issuer"));
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
        return server;
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }

    private static void stop(EmbeddedPostgres server, Path folder) {
      try (Stream<Path> files = Files.walk(folder)) {
        server.stop();
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException left) {
        throw new UncheckedIOException(left);
      } catch (Exception left) {
        throw new IllegalStateException(left);
      }
    }
  }

  /** A new database with the issuer's tables. */
  public TestDatabase() {
    execute("postgres", "create database " + name);
    database = new Database("issuer-test", settings(), PostgresArchive.MIGRATIONS);
    database.start();
    Await.until("database is up", database::isUp);
  }

  /** Where it is. */
  public DatabaseSettings settings() {
    return Server.INSTANCE.settings(name);
  }

  /** It. */
  public Database database() {
    return database;
  }

  /** Does to it what somebody with its password could do. */
  public void execute(String sql) {
    execute(name, sql);
  }

  /** As if the disk was lost and a new one put in: all tables are gone. */
  public void lose() {
    execute("drop schema public cascade; create schema public");
    database.migrate();
  }

  /** Away, for as long as nobody calls {@link #comeBack}. */
  public void goAway() {
    execute(
        "postgres",
        "alter database "
            + name
            + " with allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + name
            + "'");
  }

  /** There again. */
  public void comeBack() {
    execute("postgres", "alter database " + name + " with allow_connections true");
  }

  private static void execute(String database, String sql) {
    DatabaseSettings settings = Server.INSTANCE.settings(database);
    try (Connection c =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement s = c.createStatement()) {
      s.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    database.close();
    execute("postgres", "drop database " + name + " with (force)");
  }
}
