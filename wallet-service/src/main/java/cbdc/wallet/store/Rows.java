package cbdc.wallet.store;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.wallet.core.EntryKind;
import cbdc.wallet.core.EntryRecord;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentRecord;
import cbdc.wallet.core.PaymentStatus;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads rows as values of the core. */
final class Rows {
  /** Columns of {@link #payment}, of a table with the alias {@code p}. */
  static final String PAYMENT =
      "p.id, p.payer_shard, p.payer, p.payee, p.amount, p.status, p.code, p.end_to_end_id, p.note,"
          + " p.hold, p.refund_of, p.refund_of_shard, p.payer_millis, p.credited_millis,"
          + " p.closed_millis, refunded(p) AS refunded";

  /** Columns of {@link #hold}, of a table with the alias {@code h}. */
  static final String HOLD =
      "h.id, h.shard, h.payer, h.payee, h.amount, h.captured, h.status, h.end_to_end_id, h.note,"
          + " h.created_millis, h.expires_millis, h.ended_millis";

  /** Reads one row. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private Rows() {}

  static UUID uuid(CommandId id) {
    return new UUID(id.high(), id.low());
  }

  static CommandId id(ResultSet row, int column) throws SQLException {
    return id(row.getObject(column, UUID.class));
  }

  static CommandId id(ResultSet row, String column) throws SQLException {
    return id(row.getObject(column, UUID.class));
  }

  static <T> List<T> list(PreparedStatement statement, Reader<T> reader) throws SQLException {
    List<T> list = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        list.add(reader.read(rows));
      }
    }
    return list;
  }

  static <T> Optional<T> first(PreparedStatement statement, Reader<T> reader) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /** A row of {@link #PAYMENT}. */
  static PaymentRecord payment(ResultSet row) throws SQLException {
    long payer = row.getLong("payer");
    long payee = row.getLong("payee");
    Optional<CommandId> hold = Optional.ofNullable(id(row, "hold"));
    CommandId original = id(row, "refund_of");
    Optional<PaymentKey> refundOf =
        original == null
            ? Optional.empty()
            : Optional.of(new PaymentKey(row.getInt("refund_of_shard"), original));
    PaymentStatus status = PaymentStatus.valueOf(row.getString("status"));
    int code = row.getInt("code");
    // It enters the books when the money leaves, and is final when it arrives: the payee's shard
    // tells that earlier than the payer's.
    long credited = row.getLong("credited_millis");
    long closed = row.getLong("closed_millis");
    long ended = credited != 0 ? credited : closed;
    long paid = row.getLong("payer_millis");
    return new PaymentRecord(
        new PaymentKey(row.getInt("payer_shard"), id(row, "id")),
        kind(payer, payee, hold, refundOf),
        payer,
        payee,
        row.getLong("amount"),
        status,
        code == 0 ? Optional.empty() : Optional.ofNullable(RejectionCode.ofNumber(code)),
        row.getString("end_to_end_id"),
        row.getString("note"),
        hold,
        refundOf,
        row.getLong("refunded"),
        paid != 0 ? paid : ended,
        ended);
  }

  /** A row of an entry with the texts of its payment or hold. */
  static EntryRecord entry(ResultSet row) throws SQLException {
    return new EntryRecord(
        row.getLong("account"),
        row.getLong("sequence"),
        row.getLong("time_millis"),
        EntryKind.valueOf(row.getString("kind")),
        id(row, "payment"),
        row.getLong("counter_account"),
        row.getLong("amount"),
        row.getLong("available_after"),
        row.getLong("held_after"),
        row.getString("end_to_end_id"),
        row.getString("note"));
  }

  /** A row of {@link #HOLD}. */
  static HoldRecord hold(ResultSet row) throws SQLException {
    return new HoldRecord(
        row.getInt("shard"),
        id(row, "id"),
        row.getLong("payer"),
        row.getLong("payee"),
        row.getLong("amount"),
        row.getLong("captured"),
        HoldRecord.Status.valueOf(row.getString("status")),
        row.getString("end_to_end_id"),
        row.getString("note"),
        row.getLong("created_millis"),
        row.getLong("expires_millis"),
        row.getLong("ended_millis"));
  }

  private static PaymentKind kind(
      long payer, long payee, Optional<CommandId> hold, Optional<PaymentKey> refundOf) {
    if (hold.isPresent()) {
      return PaymentKind.CAPTURE;
    }
    if (refundOf.isPresent()) {
      return PaymentKind.REFUND;
    }
    if (AccountNumber.isVault(payer)) {
      return PaymentKind.CASH_IN;
    }
    return AccountNumber.isVault(payee) ? PaymentKind.CASH_OUT : PaymentKind.PAYMENT;
  }

  private static CommandId id(UUID id) {
    return id == null
        ? null
        : new CommandId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }
}
