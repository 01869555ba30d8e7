package cbdc.wallet.store;

import cbdc.protocol.CommandId;
import cbdc.wallet.core.IdempotencyKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

/** Idempotency keys: who writes first wins, everybody else reads what he wrote. */
final class PostgresIdempotencyKeys implements IdempotencyKeys {
  private static final String INSERT =
      """
      INSERT INTO idempotency_key (caller, key, command) VALUES (?, ?, ?) ON CONFLICT (caller, key) DO NOTHING
      """;
  private static final String SELECT =
      "SELECT command FROM idempotency_key WHERE caller = ? AND key = ?";

  private final Stages stages;

  PostgresIdempotencyKeys(Stages stages) {
    this.stages = stages;
  }

  @Override
  public CompletionStage<CommandId> commandOf(String caller, String key, CommandId fresh) {
    return stages.run(
        connection ->
            insert(connection, caller, key, fresh) ? fresh : find(connection, caller, key));
  }

  /** Waits for a transaction that inserts the same key; false if it has committed. */
  private static boolean insert(Connection connection, String caller, String key, CommandId fresh)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, caller);
      insert.setString(2, key);
      insert.setObject(3, Rows.uuid(fresh));
      return insert.executeUpdate() == 1;
    }
  }

  private static CommandId find(Connection connection, String caller, String key)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, caller);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return Rows.id(row, 1);
      }
    }
  }
}
