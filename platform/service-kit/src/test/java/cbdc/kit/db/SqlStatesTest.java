package cbdc.kit.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class SqlStatesTest {
  @Test
  void shouldFindAnAbsentDatabaseBehindWhatALibraryThrew() {
    SQLException away = new SQLTransientConnectionException("login timed out");
    assertThat(SqlStates.awayWithin(new IllegalStateException(new RuntimeException(away))))
        .contains(away);
    assertThat(SqlStates.awayWithin(new SQLException("the server stops", "57P01"))).isPresent();
  }

  @Test
  void shouldNotCallABrokenDatabaseAbsent() {
    assertThat(SqlStates.awayWithin(new IllegalStateException("checksum mismatch"))).isEmpty();
    assertThat(
            SqlStates.awayWithin(
                new IllegalStateException(new SQLException("no such table", "42P01"))))
        .isEmpty();
  }
}
