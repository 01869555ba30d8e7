package cbdc.wallet.store;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.wire.FeedKind;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentStatus;
import cbdc.wallet.core.TimelineEvent;
import cbdc.wallet.store.projection.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The steps of a payment or hold, or of what else a command did. They are not kept: each part of a
 * row says where and when it was committed, and that is all that a step is.
 */
final class Timelines {
  private static final String PARTS =
      """
      SELECT id, payer_shard, payee, amount, status, hold, payer_at, payer_millis, credited_at, credited_millis, closed_at,
        closed_millis, in_suspense
      FROM payment
      """;
  private static final String HOLD =
      """
      SELECT id, amount, captured, status, placed_at, created_millis, ended_by, ended_at, ended_millis FROM hold
      """;
  private static final String CHANGE =
      "SELECT id, kind, changed_at, time_millis FROM account_change WHERE id = ? AND shard = ?";

  /** A step with its order: what follows from a step of the payer's shard comes right behind it. */
  private record Step(long order, TimelineEvent event) {}

  private final int shardCount;

  Timelines(int shardCount) {
    this.shardCount = shardCount;
  }

  List<TimelineEvent> of(Connection connection, PaymentKey key) throws SQLException {
    List<Step> steps = new ArrayList<>();
    payments(connection, PARTS + "WHERE id = ? AND payer_shard = ?", key, steps);
    if (steps.isEmpty()) {
      hold(connection, HOLD + "WHERE id = ? AND shard = ?", key, steps);
    }
    if (steps.isEmpty()) {
      hold(connection, HOLD + "WHERE ended_by = ? AND shard = ?", key, steps);
    }
    if (steps.isEmpty()) {
      change(connection, key, steps);
    }
    steps.sort(Comparator.comparingLong(Step::order));
    return steps.stream().map(Step::event).toList();
  }

  private void payments(Connection connection, String sql, PaymentKey key, List<Step> steps)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, sql, key);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        payment(rows, steps);
      }
    }
  }

  private void payment(ResultSet row, List<Step> steps) throws SQLException {
    int shard = row.getInt("payer_shard");
    CommandId id = Rows.id(row, "id");
    long amount = row.getLong("amount");
    int payeeShard = AccountNumber.shard(row.getLong("payee"), shardCount);
    PaymentStatus status = PaymentStatus.valueOf(row.getString("status"));
    long paidAt = row.getLong("payer_at");
    long creditedAt = row.getLong("credited_at");
    long closedAt = row.getLong("closed_at");
    boolean isInOneShard = payeeShard == shard;
    if (paidAt != 0) {
      boolean isCapture = row.getObject("hold") != null;
      FeedKind kind =
          status == PaymentStatus.DECLINED ? FeedKind.DECLINED : leaving(isCapture, isInOneShard);
      steps.add(step(paidAt, shard, paidAt, row.getLong("payer_millis"), kind, id, amount));
    }
    if (creditedAt != 0 && !isInOneShard) {
      long millis = row.getLong("credited_millis");
      steps.add(step(paidAt, payeeShard, creditedAt, millis, FeedKind.RECEIVED, id, amount));
    }
    if (closedAt != 0 && closedAt != paidAt) {
      long millis = row.getLong("closed_millis");
      FeedKind kind = end(status, row.getBoolean("in_suspense"));
      long moved = status == PaymentStatus.RETURNED ? amount : 0;
      steps.add(step(closedAt, shard, closedAt, millis, kind, id, moved));
    }
  }

  private void hold(Connection connection, String sql, PaymentKey key, List<Step> steps)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, sql, key);
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return;
      }
      PaymentKey hold = new PaymentKey(key.shard(), Rows.id(row, "id"));
      long placedAt = row.getLong("placed_at");
      long amount = row.getLong("amount");
      steps.add(
          step(
              placedAt,
              key.shard(),
              placedAt,
              row.getLong("created_millis"),
              FeedKind.HOLD_PLACED,
              hold.id(),
              amount));
      payments(connection, PARTS + "WHERE hold = ? AND payer_shard = ?", hold, steps);
      HoldRecord.Status status = HoldRecord.Status.valueOf(row.getString("status"));
      boolean isReleased = status == HoldRecord.Status.RELEASED;
      if (isReleased || status == HoldRecord.Status.EXPIRED) {
        long endedAt = row.getLong("ended_at");
        steps.add(
            step(
                endedAt,
                key.shard(),
                endedAt,
                row.getLong("ended_millis"),
                isReleased ? FeedKind.HOLD_RELEASED : FeedKind.HOLD_EXPIRED,
                // Nobody commands an expiry.
                Optional.ofNullable(Rows.id(row, "ended_by")).orElse(hold.id()),
                amount - row.getLong("captured")));
      }
    }
  }

  private static void change(Connection connection, PaymentKey key, List<Step> steps)
      throws SQLException {
    try (PreparedStatement select = prepare(connection, CHANGE, key);
        ResultSet row = select.executeQuery()) {
      if (row.next()) {
        long at = row.getLong("changed_at");
        FeedKind kind = FeedKind.valueOf(row.getString("kind"));
        long millis = row.getLong("time_millis");
        steps.add(step(at, key.shard(), at, millis, kind, key.id(), 0));
      }
    }
  }

  private static FeedKind leaving(boolean isCapture, boolean isInOneShard) {
    if (isCapture) {
      return isInOneShard ? FeedKind.HOLD_CAPTURED : FeedKind.HOLD_CAPTURE_SENT;
    }
    return isInOneShard ? FeedKind.PAID : FeedKind.SENT;
  }

  private static FeedKind end(PaymentStatus status, boolean isInSuspense) {
    return switch (status) {
      case RETURNED -> isInSuspense ? FeedKind.TO_SUSPENSE : FeedKind.RETURNED;
      case CANCELLED -> FeedKind.CANCELLED;
      case DECLINED -> FeedKind.DECLINED;
      case PENDING, SETTLED -> FeedKind.SETTLED;
    };
  }

  private static PreparedStatement prepare(Connection connection, String sql, PaymentKey key)
      throws SQLException {
    PreparedStatement select = connection.prepareStatement(sql);
    select.setObject(1, Rows.uuid(key.id()));
    select.setInt(2, key.shard());
    return select;
  }

  private static Step step(
      long order, int shard, long at, long millis, FeedKind kind, CommandId id, long amount) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return new Step(
        order, new TimelineEvent(shard, Place.historyNumber(at), millis, name, id, amount));
  }
}
