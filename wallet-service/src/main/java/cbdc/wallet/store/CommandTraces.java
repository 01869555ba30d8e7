package cbdc.wallet.store;

import cbdc.protocol.wire.FeedKind;
import cbdc.wallet.core.CommandTrace;
import cbdc.wallet.core.PaymentKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** Reads what the projection has of one command. */
final class CommandTraces {
  /**
   * Shared, so that the cursor stands until the rows are read: a rebuild takes the cursors before
   * it empties the tables, and what is emptied must not be taken for what never was.
   */
  private static final String PROJECTED =
      "SELECT time_millis FROM feed_cursor WHERE shard = ? FOR SHARE";

  private static final String PAYMENT =
      "SELECT " + Rows.PAYMENT + " FROM payment p WHERE p.id = ? AND p.payer_shard = ?";
  private static final String PLACED =
      "SELECT " + Rows.HOLD + " FROM hold h WHERE h.id = ? AND h.shard = ?";
  private static final String RELEASED =
      "SELECT " + Rows.HOLD + " FROM hold h WHERE h.ended_by = ? AND h.shard = ?";
  private static final String CHANGE =
      "SELECT account, kind, value FROM account_change WHERE id = ? AND shard = ?";

  private CommandTraces() {}

  static CommandTrace of(Connection connection, PaymentKey key) throws SQLException {
    long projectedMillis = projectedMillis(connection, key.shard());
    return new CommandTrace(
        projectedMillis,
        first(connection, PAYMENT, key, Rows::payment),
        first(connection, PLACED, key, Rows::hold),
        first(connection, RELEASED, key, Rows::hold),
        first(
            connection,
            CHANGE,
            key,
            row ->
                new CommandTrace.Change(
                    row.getLong("account"),
                    FeedKind.valueOf(row.getString("kind")),
                    row.getInt("value"))));
  }

  private static long projectedMillis(Connection connection, int shard) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(PROJECTED)) {
      select.setInt(1, shard);
      return Rows.first(select, row -> row.getLong("time_millis")).orElse(0L);
    }
  }

  private static <T> Optional<T> first(
      Connection connection, String sql, PaymentKey key, Rows.Reader<T> reader)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, Rows.uuid(key.id()));
      select.setInt(2, key.shard());
      return Rows.first(select, reader);
    }
  }
}
