package cbdc.kit.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a database is, and how much of it is used at a time.
 *
 * @param jdbcUrl such as {@code jdbc:postgresql://host:5432/wallet}
 * @param connections how many transactions run at a time, at least 1
 * @param queueMax how many more wait for one of them
 * @param connectLimit how long a transaction waits for a connection, at least 250 ms
 * @param statementLimit how long one statement may take
 */
public record DatabaseSettings(
    String jdbcUrl,
    String user,
    String password,
    int connections,
    int queueMax,
    Duration connectLimit,
    Duration statementLimit) {

  /** Checks what has no meaning. */
  public DatabaseSettings {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the database's address is not like jdbc:postgresql://host:5432/name");
    }
    if (connections < 1 || queueMax < 1 || connectLimit.toMillis() < 250) {
      throw new IllegalArgumentException(
          "connections and queue are at least 1, the time to connect 250 ms");
    }
  }

  /** Eight connections, a queue of 1,024, 1 s to connect, 30 s for a statement. */
  public static DatabaseSettings of(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(
        jdbcUrl, user, password, 8, 1_024, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  /**
   * As {@link #of(String, String, String)}, with the password in a file's first line.
   *
   * @throws IOException if the file cannot be read
   */
  public static DatabaseSettings of(String jdbcUrl, String user, Path passwordFile)
      throws IOException {
    return of(jdbcUrl, user, Files.readString(passwordFile).lines().findFirst().orElse(""));
  }

  /** The same with another number of connections and places in the queue. */
  public DatabaseSettings sized(int otherConnections, int otherQueueMax) {
    return new DatabaseSettings(
        jdbcUrl, user, password, otherConnections, otherQueueMax, connectLimit, statementLimit);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return jdbcUrl + " as " + user;
  }
}
