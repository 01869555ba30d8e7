package cbdc.wallet.store.projection;

import cbdc.wallet.core.AsOf;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** How far each shard's feed was read, kept beside what was made of it. */
final class FeedCursors {
  private static final String CLAIM =
      """
      INSERT INTO ledger (cluster, bank, shard_count) VALUES (?, ?, ?) ON CONFLICT (only_row) DO NOTHING
      """;
  private static final String ADD =
      """
      INSERT INTO feed_cursor (shard, next_number, ledger_index, time_millis)
      SELECT shard, 1, 0, 0 FROM generate_series(0, ? - 1) AS shard
      ON CONFLICT (shard) DO NOTHING
      """;

  /** Whoever moves a cursor from where it read on owns the page; everybody else finds it gone. */
  private static final String MOVE =
      """
      UPDATE feed_cursor c SET
        next_number = m.next_number,
        ledger_index = GREATEST(c.ledger_index, m.ledger_index),
        time_millis = CASE m.time_millis WHEN 0 THEN c.time_millis ELSE m.time_millis END
      FROM unnest(?::smallint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
        AS m(shard, from_number, next_number, ledger_index, time_millis)
      WHERE c.shard = m.shard AND c.next_number = m.from_number
      """;

  private FeedCursors() {}

  /**
   * The cursors of all shards, made where there are none yet.
   *
   * @throws FeedContradiction if the database was filled from another ledger, or for another bank
   */
  static List<AsOf> open(Connection connection, LedgerIdentity ledger) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setString(1, ledger.cluster());
      claim.setInt(2, ledger.bank());
      claim.setInt(3, ledger.shardCount());
      claim.executeUpdate();
    }
    requireSame(connection, ledger);
    try (PreparedStatement add = connection.prepareStatement(ADD)) {
      add.setInt(1, ledger.shardCount());
      add.executeUpdate();
    }
    return read(connection);
  }

  /**
   * Moves cursors over pages.
   *
   * @throws CursorMoved if one of them is not where its page begins; the transaction must not
   *     commit
   */
  static void move(Connection connection, List<FeedSlice> slices) throws SQLException {
    try (PreparedStatement move = connection.prepareStatement(MOVE)) {
      int moved =
          new Columns<>(move, slices)
              .longs(FeedSlice::shard)
              .longs(s -> s.page().fromBatch())
              .longs(s -> s.page().nextBatch())
              .longs(s -> s.page().isLast() ? s.index() : 0)
              .longs(s -> s.page().readToMillis())
              .update();
      if (moved != slices.size()) {
        throw new CursorMoved();
      }
    }
  }

  /** Sets all cursors to the beginning. */
  static void rewind(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE feed_cursor SET next_number = 1, ledger_index = 0, time_millis = 0");
    }
  }

  private static void requireSame(Connection connection, LedgerIdentity ledger)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT cluster, bank, shard_count FROM ledger")) {
      row.next();
      LedgerIdentity filledFrom =
          new LedgerIdentity(row.getString(1), row.getInt(2), row.getInt(3));
      if (!filledFrom.equals(ledger)) {
        throw new FeedContradiction(
            "the database belongs to " + filledFrom + ", expected " + ledger);
      }
    }
  }

  /** The cursors, ascending by shard. */
  static List<AsOf> read(Connection connection) throws SQLException {
    List<AsOf> cursors = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT shard, ledger_index, time_millis, next_number FROM feed_cursor ORDER BY shard")) {
      while (rows.next()) {
        cursors.add(
            new AsOf(rows.getInt(1), rows.getLong(2), rows.getLong(3), rows.getLong(4) - 1));
      }
    }
    return cursors;
  }
}
