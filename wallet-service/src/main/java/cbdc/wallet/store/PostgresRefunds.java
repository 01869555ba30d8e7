package cbdc.wallet.store;

import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentRecord;
import cbdc.wallet.core.PaymentStatus;
import cbdc.wallet.core.RefundBook;
import cbdc.wallet.store.projection.Texts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Refunds, written down before the ledger is asked. Whoever sets an amount aside holds the lock on
 * the payment until he has committed, so those who race see each other's.
 */
final class PostgresRefunds implements RefundBook {
  private static final String LOCK_PAYMENT =
      "SELECT 1 FROM payment WHERE id = ? AND payer_shard = ? FOR UPDATE";

  /** After the lock, in a statement of its own: it sees what was committed while we waited. */
  private static final String PAYMENT =
      "SELECT " + Rows.PAYMENT + " FROM payment p WHERE p.id = ? AND p.payer_shard = ?";

  private static final String FIND =
      """
      SELECT r.id, r.shard, r.payment, r.payment_shard, r.merchant, r.payer, r.amount, r.note,
        r.state = 'FAILED' AND p.id IS NULL AS may_be_paid_yet
      FROM refund r LEFT JOIN payment p ON p.id = r.id AND p.payer_shard = r.shard
      WHERE r.id = ? AND r.shard = ?
      """;
  private static final String INSERT =
      """
      INSERT INTO refund (id, shard, payment, payment_shard, merchant, payer, amount, note, reserved_millis, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN')
      ON CONFLICT (id, shard) DO NOTHING
      """;
  private static final String AGAIN =
      "UPDATE refund SET state = 'OPEN', reserved_millis = ? WHERE id = ? AND shard = ?";
  private static final String ENDED =
      "UPDATE refund SET state = ? WHERE id = ? AND shard = ? AND state = 'OPEN'";

  /** Those whose end the projection knows: the service was not told of it. */
  private static final String CLOSE =
      """
      UPDATE refund r SET state = CASE p.status WHEN 'SETTLED' THEN 'PAID' ELSE 'FAILED' END
      FROM payment p
      WHERE r.state = 'OPEN' AND p.id = r.id AND p.payer_shard = r.shard AND p.status <> 'PENDING'
      """;

  private static final String OPEN =
      """
      SELECT id, shard, payment, payment_shard, merchant, payer, amount, note FROM refund
      WHERE state = 'OPEN' AND reserved_millis < ? ORDER BY reserved_millis, id
      """;

  /** A refund as it was written down; and whether the ledger may yet pay one that failed. */
  private record Written(Refund refund, boolean mayBePaidYet) {}

  private final Stages stages;
  private final InstantSource clock;

  PostgresRefunds(Stages stages, InstantSource clock) {
    this.stages = stages;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Reservation> reserve(Refund asked) {
    Refund refund =
        new Refund(
            asked.key(),
            asked.payment(),
            asked.merchant(),
            asked.payer(),
            asked.amount(),
            Texts.storable(asked.note()));
    return stages.run(connection -> reserve(connection, refund));
  }

  @Override
  public CompletionStage<Void> ended(PaymentKey refund, boolean paid) {
    return stages.run(
        connection -> {
          try (PreparedStatement ended = connection.prepareStatement(ENDED)) {
            ended.setString(1, paid ? "PAID" : "FAILED");
            setKey(ended, 2, refund);
            ended.executeUpdate();
            return null;
          }
        });
  }

  @Override
  public CompletionStage<List<Refund>> open(long reservedBeforeMillis) {
    return stages.run(
        connection -> {
          try (PreparedStatement close = connection.prepareStatement(CLOSE)) {
            close.executeUpdate();
          }
          try (PreparedStatement select = connection.prepareStatement(OPEN)) {
            select.setLong(1, reservedBeforeMillis);
            return Rows.list(select, PostgresRefunds::refund);
          }
        });
  }

  private Reservation reserve(Connection connection, Refund refund) throws SQLException {
    Optional<PaymentRecord> payment = lock(connection, refund);
    Optional<Written> before = find(connection, refund.key());
    if (before.isPresent() && !before.get().refund().equals(refund)) {
      return new Reservation.IdReused();
    }
    if (before.isPresent() && !before.get().mayBePaidYet()) {
      return new Reservation.Reserved(before.get().refund());
    }
    Optional<Reservation> refusal = refusal(payment, refund);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (before.isPresent()) {
      reserveAgain(connection, refund);
      return new Reservation.Reserved(refund);
    }
    // Another refund with this id, of another payment, may have come first while we looked.
    return insert(connection, refund)
        ? new Reservation.Reserved(refund)
        : new Reservation.IdReused();
  }

  private static Optional<Reservation> refusal(Optional<PaymentRecord> found, Refund refund) {
    if (found.isEmpty()
        || found.get().payee() != refund.merchant()
        || found.get().payer() != refund.payer()) {
      return Optional.of(new Reservation.PaymentUnknown());
    }
    PaymentRecord payment = found.get();
    boolean isOfKind =
        payment.kind() == PaymentKind.PAYMENT || payment.kind() == PaymentKind.CAPTURE;
    if (!isOfKind || payment.status() != PaymentStatus.SETTLED) {
      return Optional.of(new Reservation.NotRefundable(payment.status(), payment.kind()));
    }
    long left = payment.amount() - payment.refunded();
    return refund.amount() > left
        ? Optional.of(new Reservation.OverRest(Math.max(0, left)))
        : Optional.empty();
  }

  private static Optional<PaymentRecord> lock(Connection connection, Refund refund)
      throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK_PAYMENT)) {
      setKey(lock, 1, refund.payment());
      lock.execute();
    }
    try (PreparedStatement select = connection.prepareStatement(PAYMENT)) {
      setKey(select, 1, refund.payment());
      return Rows.first(select, Rows::payment);
    }
  }

  private static Optional<Written> find(Connection connection, PaymentKey key) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      setKey(select, 1, key);
      return Rows.first(select, row -> new Written(refund(row), row.getBoolean("may_be_paid_yet")));
    }
  }

  private boolean insert(Connection connection, Refund refund) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      setKey(insert, 1, refund.key());
      setKey(insert, 3, refund.payment());
      insert.setLong(5, refund.merchant());
      insert.setLong(6, refund.payer());
      insert.setLong(7, refund.amount());
      insert.setString(8, refund.note());
      insert.setLong(9, clock.millis());
      return insert.executeUpdate() == 1;
    }
  }

  private void reserveAgain(Connection connection, Refund refund) throws SQLException {
    try (PreparedStatement again = connection.prepareStatement(AGAIN)) {
      again.setLong(1, clock.millis());
      setKey(again, 2, refund.key());
      again.executeUpdate();
    }
  }

  private static void setKey(PreparedStatement statement, int parameter, PaymentKey key)
      throws SQLException {
    statement.setObject(parameter, Rows.uuid(key.id()));
    statement.setInt(parameter + 1, key.shard());
  }

  private static Refund refund(ResultSet row) throws SQLException {
    return new Refund(
        new PaymentKey(row.getInt("shard"), Rows.id(row, "id")),
        new PaymentKey(row.getInt("payment_shard"), Rows.id(row, "payment")),
        row.getLong("merchant"),
        row.getLong("payer"),
        row.getLong("amount"),
        row.getString("note"));
  }
}
