package cbdc.load.parquet;

import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RunRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Writes {@code intervals.parquet}, a row a second as in the CSV, and {@code payments.parquet}, a
 * row for each request that moves money: id (UUID), kind, outcome, amount (minor units).
 */
final class ParquetFiles {
  private static final String PAYMENTS = "payments.parquet";
  private static final String INTERVALS = "intervals.parquet";

  private ParquetFiles() {}

  /**
   * Writes both into the folder of a run.
   *
   * @throws IOException when its record cannot be read
   * @throws SQLException when DuckDB cannot write
   */
  static void write(Path run) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "copy (select * from read_csv("
              + quoted(run.resolve(RunRecorder.INTERVALS))
              + ", header = true)) to "
              + quoted(run.resolve(INTERVALS))
              + " (format parquet)");
      statement.execute(
          "create table payments (id varchar, kind varchar, outcome varchar, amount bigint)");
      append(connection.unwrap(DuckDBConnection.class), run);
      statement.execute(
          "copy (select id::uuid as id, kind, outcome, amount from payments) to "
              + quoted(run.resolve(PAYMENTS))
              + " (format parquet, compression zstd)");
    }
  }

  private static void append(DuckDBConnection connection, Path run)
      throws IOException, SQLException {
    try (DuckDBAppender rows =
        connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "payments")) {
      PaymentsFile.read(run, entry -> append(rows, entry));
    }
  }

  private static void append(DuckDBAppender rows, PaymentsFile.Entry entry) {
    try {
      rows.beginRow();
      rows.append(entry.id().toString());
      rows.append(entry.kind().word());
      rows.append(entry.outcome().name().toLowerCase(Locale.ROOT));
      rows.append(entry.amount());
      rows.endRow();
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static String quoted(Path file) {
    return "'" + file.toAbsolutePath().toString().replace("'", "''") + "'";
  }
}
