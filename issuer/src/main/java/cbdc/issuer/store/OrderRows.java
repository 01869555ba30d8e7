package cbdc.issuer.store;

import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderArchive.Listed;
import cbdc.issuer.core.OrderBook.Found;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderKind;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.issuer.core.Progress;
import cbdc.protocol.Approval;
import cbdc.protocol.CommandId;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Orders and their approvals as rows. What is read is compared with the signed bytes: columns are
 * there to be searched, and are never believed.
 */
final class OrderRows {
  /** Sets the parameters of a condition, from 1 on. */
  @FunctionalInterface
  interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /** An order with its place in the order of drafting. */
  record Row(long entry, Listed order) {}

  private OrderRows() {}

  /** One order. */
  static Found find(Connection c, OrderId id) throws SQLException {
    List<Row> rows = read(c, "bank = ? and number = ? and attempt = ?", s -> key(s, 1, id));
    return rows.isEmpty() ? new Found.Absent("") : rows.getFirst().order().found();
  }

  /**
   * Orders, newest first.
   *
   * @param where a condition in SQL, which may end in an order and a limit
   */
  static List<Row> read(Connection c, String where, Parameters parameters) throws SQLException {
    String sql =
        "select o.*, a.ordinal, a.key_id, a.signature, a.given_by, a.given_at from (select * from orders where "
            + where
            + ") o left join approvals a using (bank, number, attempt) order by o.entry desc, a.ordinal";
    try (PreparedStatement s = c.prepareStatement(sql)) {
      parameters.set(s);
      try (ResultSet r = s.executeQuery()) {
        List<Row> rows = new ArrayList<>();
        boolean more = r.next();
        while (more) {
          long entry = r.getLong("entry");
          OrderId id = new OrderId(r.getInt("bank"), r.getLong("number"), r.getInt("attempt"));
          Reading reading = new Reading(id, r);
          do {
            reading.addApproval(r);
            more = r.next();
          } while (more && r.getLong("entry") == entry);
          rows.add(new Row(entry, new Listed(id, reading.found())));
        }
        return rows;
      }
    }
  }

  /** Writes a new order; false when the id is taken. */
  static boolean insert(Connection c, OrderRecord order) throws SQLException {
    String sql =
        """
        insert into orders (bank, number, attempt, version, kind, bytes, maker_key, maker_signature, made_by, drafted_at,
          approvals_needed, issuer_keys, utc_offset_seconds, last_valid_day, state)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'DRAFTED') on conflict (bank, number, attempt) do nothing
        """;
    try (PreparedStatement s = c.prepareStatement(sql)) {
      key(s, 1, order.id());
      s.setLong(4, order.version());
      s.setString(5, OrderKind.of(order.order()).label());
      s.setBytes(6, order.bytes());
      s.setLong(7, order.seal().keyId());
      s.setBytes(8, order.seal().signature());
      s.setString(9, order.madeBy());
      s.setObject(10, Times.ofMillis(order.draftedAtMillis()));
      s.setInt(11, order.terms().threshold());
      s.setArray(12, c.createArrayOf("text", keyTexts(order.terms())));
      s.setInt(13, order.terms().utcOffsetSeconds());
      s.setInt(14, order.order().header().lastValidDay());
      return s.executeUpdate() == 1;
    }
  }

  /** Writes what is new about an order whose row is locked. */
  static void update(Connection c, OrderRecord before, OrderRecord after) throws SQLException {
    String sql =
        """
        update orders set version = ?, state = ?, command_id = ?, refusal = ?, amount_left = ?, progress_at = ?
        where bank = ? and number = ? and attempt = ?
        """;
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setLong(1, after.version());
      s.setString(2, stateWord(after));
      s.setString(3, commandId(after.progress()));
      boolean isRefused = after.progress() instanceof Progress.Refused;
      Progress.Refused refused = isRefused ? (Progress.Refused) after.progress() : null;
      s.setString(4, isRefused ? refused.code().name() : null);
      s.setObject(5, isRefused ? refused.amountLeft() : null, java.sql.Types.BIGINT);
      s.setObject(6, progressAt(after.progress()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
      key(s, 7, after.id());
      s.executeUpdate();
    }
    for (int i = before.approvals().size(); i < after.approvals().size(); i++) {
      insert(c, after.id(), i + 1, after.approvals().get(i));
    }
  }

  private static void insert(Connection c, OrderId id, int ordinal, Signed signed)
      throws SQLException {
    String sql =
        """
        insert into approvals (bank, number, attempt, ordinal, key_id, signature, given_by, given_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """;
    try (PreparedStatement s = c.prepareStatement(sql)) {
      key(s, 1, id);
      s.setInt(4, ordinal);
      s.setLong(5, signed.approval().keyId());
      s.setBytes(6, signed.approval().signature());
      s.setString(7, signed.by());
      s.setObject(8, Times.ofMillis(signed.atMillis()));
      s.executeUpdate();
    }
  }

  /** Locks an order's row until the transaction ends; false when there is none. */
  static boolean lock(Connection c, OrderId id) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "select version from orders where bank = ? and number = ? and attempt = ? for update")) {
      key(s, 1, id);
      try (ResultSet r = s.executeQuery()) {
        return r.next();
      }
    }
  }

  private static void key(PreparedStatement s, int from, OrderId id) throws SQLException {
    s.setInt(from, id.bank());
    s.setLong(from + 1, id.number());
    s.setInt(from + 2, id.attempt());
  }

  private static Object[] keyTexts(LedgerTerms terms) {
    return terms.issuerKeys().stream()
        .map(
            key ->
                LedgerKeys.verifying(key)
                    .orElseThrow(() -> new IllegalArgumentException("unusable key " + key))
                    .text())
        .toArray();
  }

  private static String stateWord(OrderRecord order) {
    return switch (order.progress()) {
      case Progress.Open p -> order.approvals().isEmpty() ? "DRAFTED" : "APPROVED";
      case Progress.Sent p -> "SUBMITTED";
      case Progress.Executed p -> "EXECUTED";
      case Progress.Refused p -> "REFUSED";
      case Progress.Withdrawn p -> "WITHDRAWN";
    };
  }

  private static String commandId(Progress progress) {
    return switch (progress) {
      case Progress.Sent p -> p.id().toString();
      case Progress.Executed p -> p.id().toString();
      case Progress.Refused p -> p.id().toString();
      case Progress.Open p -> null;
      case Progress.Withdrawn p -> null;
    };
  }

  private static Object progressAt(Progress progress) {
    return switch (progress) {
      case Progress.Sent p -> Times.ofMillis(p.atMillis());
      case Progress.Executed p -> Times.ofMillis(p.atMillis());
      case Progress.Refused p -> Times.ofMillis(p.atMillis());
      case Progress.Withdrawn p -> Times.ofMillis(p.atMillis());
      case Progress.Open p -> null;
    };
  }

  /** One order while its rows come in. */
  private static final class Reading {
    private final OrderId id;
    private final List<Signed> approvals = new ArrayList<>();
    private final long version;
    private final String kind;
    private final byte[] bytes;
    private final Approval seal;
    private final String madeBy;
    private final long draftedAtMillis;
    private final int threshold;
    private final String[] issuerKeys;
    private final int utcOffsetSeconds;
    private final int lastValidDay;
    private final String state;
    private final String commandId;
    private final String refusal;
    private final long amountLeft;
    private final long progressAtMillis;
    private boolean isApprovalMissing;

    Reading(OrderId id, ResultSet r) throws SQLException {
      this.id = id;
      version = r.getLong("version");
      kind = r.getString("kind");
      bytes = r.getBytes("bytes");
      seal = new Approval(r.getLong("maker_key"), r.getBytes("maker_signature"));
      madeBy = r.getString("made_by");
      draftedAtMillis = Times.millis(r, "drafted_at");
      threshold = r.getInt("approvals_needed");
      issuerKeys = (String[]) r.getArray("issuer_keys").getArray();
      utcOffsetSeconds = r.getInt("utc_offset_seconds");
      lastValidDay = r.getInt("last_valid_day");
      state = r.getString("state");
      commandId = r.getString("command_id");
      refusal = r.getString("refusal");
      amountLeft = r.getLong("amount_left");
      progressAtMillis = Times.millis(r, "progress_at");
    }

    void addApproval(ResultSet r) throws SQLException {
      int ordinal = r.getInt("ordinal");
      if (!r.wasNull()) {
        isApprovalMissing |= ordinal != approvals.size() + 1;
        approvals.add(
            new Signed(
                new Approval(r.getLong("key_id"), r.getBytes("signature")),
                r.getString("given_by"),
                Times.millis(r, "given_at")));
      }
    }

    Found found() {
      try {
        OrderRecord record =
            new OrderRecord(
                id,
                version,
                bytes,
                seal,
                madeBy,
                draftedAtMillis,
                new LedgerTerms(threshold, keys(), utcOffsetSeconds),
                approvals,
                progress());
        return fault(record).<Found>map(this::damaged).orElseGet(() -> new Found.Present(record));
      } catch (MalformedException notOne) {
        return damaged("its signed bytes are no order: " + notOne.getMessage());
      } catch (IllegalArgumentException wrong) {
        return damaged(wrong.getMessage());
      }
    }

    private java.util.Optional<String> fault(OrderRecord record) {
      Order order = OrderCodec.decode(bytes);
      if (!kind.equals(OrderKind.of(order).label())
          || lastValidDay != order.header().lastValidDay()) {
        return java.util.Optional.of("kind or last valid day are not those of its signed bytes");
      }
      return isApprovalMissing || !state.equals(stateWord(record))
          ? java.util.Optional.of("an approval was taken out or put in")
          : java.util.Optional.empty();
    }

    private Found damaged(String how) {
      return new Found.Damaged(
          "order "
              + id
              + " in the database was altered ("
              + how
              + "): find out how, and draft it again");
    }

    private List<PublicKey> keys() {
      return Arrays.stream(issuerKeys).map(KeyLists::key).toList();
    }

    private Progress progress() {
      return switch (state) {
        case "SUBMITTED" -> new Progress.Sent(CommandId.parse(commandId), progressAtMillis);
        case "EXECUTED" -> new Progress.Executed(CommandId.parse(commandId), progressAtMillis);
        case "REFUSED" ->
            new Progress.Refused(
                CommandId.parse(commandId),
                RejectionCode.valueOf(refusal),
                amountLeft,
                progressAtMillis);
        case "WITHDRAWN" -> new Progress.Withdrawn(progressAtMillis);
        default -> new Progress.Open();
      };
    }
  }
}
