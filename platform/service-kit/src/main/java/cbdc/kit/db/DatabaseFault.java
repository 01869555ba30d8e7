package cbdc.kit.db;

import java.sql.SQLException;

/** The database refused a statement: an error in our SQL, or a constraint that was broken. */
public final class DatabaseFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  DatabaseFault(SQLException cause) {
    super(cause.getMessage(), cause);
    this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
  }

  /** The five characters of SQLSTATE, such as 23505 for a value that must be unique; or empty. */
  public String sqlState() {
    return sqlState;
  }
}
