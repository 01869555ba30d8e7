package cbdc.wallet.store.projection;

import cbdc.protocol.CommandId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Rows for one statement, handed over column by column as arrays, to be taken apart by {@code
 * unnest}: one round trip, whatever the number of rows.
 *
 * @param <T> a row
 */
final class Columns<T> {
  private final Connection connection;
  private final PreparedStatement statement;
  private final Collection<T> rows;
  private int parameter;

  Columns(PreparedStatement statement, Collection<T> rows) throws SQLException {
    this.connection = statement.getConnection();
    this.statement = statement;
    this.rows = rows;
  }

  /** The next column, BIGINT, or what it is cast to. */
  Columns<T> longs(ToLongFunction<T> value) throws SQLException {
    long[] column = new long[rows.size()];
    int i = 0;
    for (T row : rows) {
      column[i++] = value.applyAsLong(row);
    }
    statement.setObject(++parameter, column);
    return this;
  }

  /** The next column, BIGINT that may be null. */
  Columns<T> optionalLongs(Function<T, Long> value) throws SQLException {
    Long[] column = new Long[rows.size()];
    int i = 0;
    for (T row : rows) {
      column[i++] = value.apply(row);
    }
    statement.setArray(++parameter, connection.createArrayOf("bigint", column));
    return this;
  }

  /** The next column, TEXT. */
  Columns<T> texts(Function<T, String> value) throws SQLException {
    String[] column = new String[rows.size()];
    int i = 0;
    for (T row : rows) {
      column[i++] = value.apply(row);
    }
    statement.setArray(++parameter, connection.createArrayOf("text", column));
    return this;
  }

  /** The next column, UUID that may be null. */
  Columns<T> ids(Function<T, CommandId> value) throws SQLException {
    UUID[] column = new UUID[rows.size()];
    int i = 0;
    for (T row : rows) {
      CommandId id = value.apply(row);
      column[i++] = id == null ? null : new UUID(id.high(), id.low());
    }
    statement.setArray(++parameter, connection.createArrayOf("uuid", column));
    return this;
  }

  /** Runs the statement; the number of rows that it changed. */
  int update() throws SQLException {
    return statement.executeUpdate();
  }
}
