package cbdc.wallet.store.projection;

import cbdc.kit.db.SqlWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Empties the projection, so that the projector fills it anew from the beginning of the feed. What
 * only the bank knows stays: accounts, evidence, keys, idempotency keys, refunds.
 *
 * <p>Safe while a projector runs: it finds its cursors moved and begins again.
 */
public final class ProjectionRebuild implements SqlWork<Void> {
  @Override
  public Void run(Connection connection) throws SQLException {
    // In the order in which the projector takes its locks: cursors first.
    FeedCursors.rewind(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE payment, entry, hold, account_state, account_change");
    }
    return null;
  }
}
