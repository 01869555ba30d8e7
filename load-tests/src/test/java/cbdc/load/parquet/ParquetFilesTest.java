package cbdc.load.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.record.Outcome;
import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RequestKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFilesTest {
  private static final UUID FIRST = new UUID(0x0123_4567_89AB_7000L, 0x8000_0000_0000_0002L);
  private static final UUID SECOND = new UUID(0x0123_4567_89AB_7000L, 0x8000_0000_0000_0004L);

  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void record() throws Exception {
    run = Files.createDirectory(folder.resolve("it's a run"));
    Files.writeString(run.resolve("intervals.csv"), "second,sent,p99_us\n0,14,1200\n1,24,8239\n");
    try (PaymentsFile payments = new PaymentsFile(run)) {
      payments.add(new PaymentsFile.Entry(FIRST, RequestKind.PAYMENT, Outcome.SETTLED, 450));
      payments.add(
          new PaymentsFile.Entry(SECOND, RequestKind.CASH_IN, Outcome.UNKNOWN, Long.MAX_VALUE));
    }
    ParquetFiles.write(run);
  }

  private List<String> rows(String file) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "from read_parquet('" + run.resolve(file).toString().replace("'", "''") + "')")) {
      while (found.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.append(found.getMetaData().getColumnTypeName(i))
              .append('=')
              .append(found.getObject(i))
              .append(' ');
        }
        rows.add(row.toString().strip());
      }
    }
    return rows;
  }

  @Test
  void shouldHoldARowForEachSecond() throws SQLException {
    assertThat(rows("intervals.parquet"))
        .containsExactly("BIGINT=0 BIGINT=14 BIGINT=1200", "BIGINT=1 BIGINT=24 BIGINT=8239");
  }

  @Test
  void shouldHoldARowForEachRequestThatMovesMoney() throws SQLException {
    assertThat(rows("payments.parquet"))
        .containsExactly(
            "UUID=" + FIRST + " VARCHAR=payment VARCHAR=settled BIGINT=450",
            "UUID=" + SECOND + " VARCHAR=cash-in VARCHAR=unknown BIGINT=" + Long.MAX_VALUE);
  }
}
