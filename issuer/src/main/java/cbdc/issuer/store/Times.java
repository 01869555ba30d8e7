package cbdc.issuer.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Moments in the database, exact to the millisecond whatever the session's time zone is. */
final class Times {
  private Times() {}

  static OffsetDateTime ofMillis(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  /** Unix milliseconds, 0 for null. */
  static long millis(ResultSet r, String column) throws SQLException {
    OffsetDateTime time = r.getObject(column, OffsetDateTime.class);
    return time == null ? 0 : time.toInstant().toEpochMilli();
  }
}
