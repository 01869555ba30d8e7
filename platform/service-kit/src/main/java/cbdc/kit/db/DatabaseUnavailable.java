package cbdc.kit.db;

/**
 * The database is away, or has more to do than it can. Nothing is known to have been changed; where
 * the connection broke during the commit, everything may have been.
 */
public final class DatabaseUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailable(String reason) {
    super(reason, null, false, false);
  }

  DatabaseUnavailable(String reason, Throwable cause) {
    super(reason, cause);
  }
}
