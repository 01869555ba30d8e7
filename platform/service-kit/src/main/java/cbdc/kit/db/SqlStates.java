package cbdc.kit.db;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** What the codes of SQL errors mean for us. */
final class SqlStates {
  private SqlStates() {}

  /** True if the database is away, is stopping or starting, or has no room for a connection. */
  static boolean isAway(SQLException failed) {
    String state = state(failed);
    return failed instanceof SQLTransientConnectionException
        || failed instanceof SQLNonTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57P0")
        || state.startsWith("53");
  }

  /** The error by which a database was away, where one lies behind what a library threw. */
  static Optional<SQLException> awayWithin(Throwable failed) {
    for (Throwable each = failed; each != null; each = each.getCause()) {
      if (each instanceof SQLException error && isAway(error)) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /** True if the statement was ended because it took longer than its limit. */
  static boolean isTooSlow(SQLException failed) {
    return state(failed).equals("57014");
  }

  /** One line that says what is wrong; the pool's own words only say that it waited. */
  static String reason(SQLException failed) {
    Throwable root = failed;
    while (root.getCause() instanceof SQLException deeper) {
      root = deeper;
    }
    return root.getMessage() == null
        ? root.toString()
        : root.getMessage().lines().findFirst().orElse("");
  }

  /** True if the same transaction may succeed when it is run again: deadlock, serialization. */
  static boolean isConflict(SQLException failed) {
    return state(failed).startsWith("40");
  }

  private static String state(SQLException failed) {
    return failed.getSQLState() == null ? "" : failed.getSQLState();
  }
}
