package cbdc.issuer.store;

import cbdc.issuer.core.AuditEntry;
import cbdc.issuer.core.AuditNote;
import cbdc.issuer.core.AuditNote.Action;
import cbdc.issuer.core.OrderArchive.AuditPage;
import cbdc.issuer.core.OrderArchive.Page;
import cbdc.issuer.core.OrderId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The audit log as rows. */
final class AuditRows {
  private static final String COLUMNS =
      "select number, at, actor, action, order_id, detail, hash from audit_log ";

  /** Any number that nobody else locks in this database. */
  private static final long LOCK = 0x6175_6469_746CL;

  private AuditRows() {}

  /** Adds a line within the caller's transaction; lines are written one after another. */
  static AuditEntry append(Connection c, long atMillis, String actor, AuditNote note)
      throws SQLException {
    try (PreparedStatement s = c.prepareStatement("select pg_advisory_xact_lock(?)")) {
      s.setLong(1, LOCK);
      s.execute();
    }
    AuditEntry entry = AuditEntry.after(last(c).orElse(null), atMillis, actor, note);
    String sql =
        "insert into audit_log (number, at, actor, action, order_id, detail, hash) values (?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setLong(1, entry.number());
      s.setObject(2, Times.ofMillis(atMillis));
      s.setString(3, actor);
      s.setString(4, note.action().name());
      s.setString(5, note.order().toString());
      s.setString(6, note.detail());
      s.setBytes(7, entry.hash());
      s.executeUpdate();
    }
    return entry;
  }

  /** The last line. */
  static Optional<AuditEntry> last(Connection c) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(COLUMNS + "order by number desc limit 1");
        ResultSet r = s.executeQuery()) {
      return r.next() ? Optional.of(entry(r)) : Optional.empty();
    }
  }

  /** Lines from a number on, each checked against the one before. */
  static AuditPage page(Connection c, long from, int limit) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(COLUMNS + "where number >= ? order by number limit ?")) {
      s.setLong(1, from - 1);
      // One before the page, to compare with; one after it, to know whether there is more.
      s.setInt(2, limit + 2);
      try (ResultSet r = s.executeQuery()) {
        List<AuditEntry> entries = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        AuditEntry previous = null;
        OptionalLong next = OptionalLong.empty();
        while (r.next() && next.isEmpty()) {
          long number = r.getLong("number");
          if (number >= from && entries.size() == limit) {
            next = OptionalLong.of(number);
          } else {
            previous = add(r, from, previous, entries, faults);
          }
        }
        return new AuditPage(new Page<>(entries, next), faults);
      }
    }
  }

  private static AuditEntry add(
      ResultSet r, long from, AuditEntry previous, List<AuditEntry> entries, List<String> faults)
      throws SQLException {
    long number = r.getLong("number");
    try {
      AuditEntry entry = entry(r);
      if (number >= from) {
        entries.add(entry);
        if (!entry.follows(previous)) {
          faults.add(
              "line "
                  + number
                  + " does not follow from the line before it: one of them was altered, or lines were taken out");
        }
      }
      return entry;
    } catch (IllegalArgumentException altered) {
      faults.add("line " + number + " was altered: " + altered.getMessage());
      return previous;
    }
  }

  private static AuditEntry entry(ResultSet r) throws SQLException {
    return new AuditEntry(
        r.getLong("number"),
        Times.millis(r, "at"),
        r.getString("actor"),
        new AuditNote(
            Action.valueOf(r.getString("action")),
            OrderId.parse(r.getString("order_id")),
            r.getString("detail")),
        r.getBytes("hash"));
  }
}
