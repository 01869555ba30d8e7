package cbdc.kit.db;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What one transaction does. It may run more than once: a deadlock rolls it back and starts it
 * again, so it changes nothing but the database.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface SqlWork<T> {
  /** Works on a connection of an open transaction; commit and rollback are not its business. */
  T run(Connection connection) throws SQLException;
}
