package cbdc.kit.db;

import cbdc.kit.Lifecycle;
import java.nio.file.Path;
import java.util.List;

/**
 * A PostgreSQL server of our own, for those who name no other. It keeps its data in a directory,
 * listens on loopback only and asks for a password, which is in a file that only its owner may
 * read.
 */
public final class EmbeddedPostgres implements Lifecycle.Part {
  private static final String USER = "cbdc";

  private final Path directory;
  private final PostgresProcess process;
  private final List<String> databases;

  /**
   * A server that does not run yet.
   *
   * @param directory where everything of it is; created if it is not there
   * @param port 0 takes that of the last time if it is free, else any
   * @param databases their names (lower case letters, digits, underscores), created at the start
   */
  public EmbeddedPostgres(Path directory, int port, List<String> databases) {
    this.directory = directory.toAbsolutePath().normalize();
    this.databases = List.copyOf(databases);
    this.process = new PostgresProcess(this.directory, port, USER);
  }

  /**
   * Unpacks the program where this was not done before, takes over or ends what a killed JVM left,
   * starts, and creates the databases.
   *
   * @throws cbdc.kit.StartException if that is not possible
   */
  @Override
  public void start() throws Exception {
    process.start();
    process.createMissing(databases);
  }

  /** Ends all connections, writes a checkpoint and stops. */
  @Override
  public void stop() throws Exception {
    process.stop();
  }

  /** The port it listens on. */
  public int port() {
    return process.port();
  }

  /** The file with the password. */
  public Path passwordFile() {
    return directory.resolve("password");
  }

  /** How to reach one of the databases. */
  public DatabaseSettings settings(String database) {
    return DatabaseSettings.of(process.jdbcUrl(database), USER, process.password());
  }
}
