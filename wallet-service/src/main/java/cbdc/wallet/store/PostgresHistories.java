package cbdc.wallet.store;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.AsOf;
import cbdc.wallet.core.CommandTrace;
import cbdc.wallet.core.EntryRecord;
import cbdc.wallet.core.Histories;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.Page;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentRecord;
import cbdc.wallet.core.TimelineEvent;
import cbdc.wallet.store.Cursor.Listing;
import cbdc.wallet.store.projection.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Reads the projection. */
final class PostgresHistories implements Histories {
  private static final String BY_ID =
      "SELECT " + Rows.PAYMENT + " FROM payment p WHERE p.id = ? ORDER BY p.payer_shard";
  private static final String BY_ID_AND_ACCOUNT =
      "SELECT "
          + Rows.PAYMENT
          + """
             FROM payment p WHERE p.id = ? AND (p.payer = ? OR p.payee = ?)
            ORDER BY p.payer = ? DESC, p.payer_shard
            """;
  private static final String REFUNDS =
      "SELECT "
          + Rows.PAYMENT
          + """
             FROM payment p JOIN payment o ON o.id = p.refund_of AND o.payer_shard = p.refund_of_shard
              AND o.payee = p.payer AND o.payer = p.payee
            WHERE p.refund_of = ? AND p.refund_of_shard = ?
            ORDER BY COALESCE(p.payer_millis, p.credited_millis), p.id
            """;

  /**
   * Payments of an account are those that its statement has, and those that were declined, which it
   * has not. An account lies in one shard, so places have one order, and it is that of the
   * statement.
   */
  private static final String OF_ACCOUNT =
      "SELECT place, sequence, "
          + Rows.PAYMENT
          + """
             FROM (
              (SELECT happened_at AS place, sequence, payment AS id, payment_shard AS payer_shard FROM entry
               WHERE account = ? AND sequence < ? AND kind IN ('PAID', 'RECEIVED', 'HOLD_CAPTURED')
               ORDER BY sequence DESC LIMIT ?)
              UNION ALL
              (SELECT payer_at, NULL, id, payer_shard FROM payment
               WHERE payer = ? AND payer_at < ? AND status = 'DECLINED' ORDER BY payer_at DESC LIMIT ?)
            ) AS l JOIN payment p ON p.id = l.id AND p.payer_shard = l.payer_shard
            ORDER BY place DESC LIMIT ?
            """;

  /** Texts are kept once, with the payment or hold; so is the payee of what was returned. */
  private static final String ENTRIES =
      """
      SELECT e.account, e.sequence, e.time_millis, e.kind, e.payment, e.amount, e.available_after, e.held_after,
        CASE WHEN e.kind = 'RETURNED' AND e.counter_account = 0 THEN COALESCE(p.payee, 0) ELSE e.counter_account END
          AS counter_account,
        COALESCE(p.end_to_end_id, h.end_to_end_id, '') AS end_to_end_id,
        COALESCE(p.note, h.note, '') AS note
      FROM entry e
      LEFT JOIN payment p ON p.id = e.payment AND p.payer_shard = e.payment_shard
      LEFT JOIN hold h ON h.id = e.payment AND h.shard = e.payment_shard
      WHERE e.account = ? AND e.sequence < ?
      ORDER BY e.sequence DESC LIMIT ?
      """;

  private static final String HOLD =
      "SELECT " + Rows.HOLD + " FROM hold h WHERE h.id = ? AND h.shard = ?";
  private static final String HOLDS_BY_ID =
      "SELECT " + Rows.HOLD + " FROM hold h WHERE h.id = ? ORDER BY h.shard";
  private static final String HOLDS =
      "SELECT "
          + Rows.HOLD
          + """
             FROM (
              (SELECT * FROM hold WHERE payer = ? AND (created_millis, id) < (?, ?)
               ORDER BY created_millis DESC, id DESC LIMIT ?)
              UNION ALL
              (SELECT * FROM hold WHERE payee = ? AND (created_millis, id) < (?, ?)
               ORDER BY created_millis DESC, id DESC LIMIT ?)
            ) AS h ORDER BY created_millis DESC, id DESC LIMIT ?
            """;
  private static final UUID ID_MAX = new UUID(-1, -1);

  /** A payment in an account's list; sequence is 0 for those that its statement has not. */
  private record Listed(long place, long sequence, PaymentRecord payment) {}

  private final Stages stages;
  private final Progress progress;
  private final int shardCount;
  private final Timelines timelines;

  PostgresHistories(Stages stages, Progress progress, int shardCount) {
    this.stages = stages;
    this.progress = progress;
    this.shardCount = shardCount;
    this.timelines = new Timelines(shardCount);
  }

  @Override
  public CompletionStage<CommandTrace> trace(PaymentKey key) {
    return stages.run(connection -> CommandTraces.of(connection, key));
  }

  @Override
  public CompletionStage<List<PaymentRecord>> payments(CommandId id, long account) {
    return stages.run(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(BY_ID_AND_ACCOUNT)) {
            select.setObject(1, Rows.uuid(id));
            select.setLong(2, account);
            select.setLong(3, account);
            select.setLong(4, account);
            return Rows.list(select, Rows::payment);
          }
        });
  }

  @Override
  public CompletionStage<List<PaymentRecord>> payments(CommandId id) {
    return stages.run(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(BY_ID)) {
            select.setObject(1, Rows.uuid(id));
            return Rows.list(select, Rows::payment);
          }
        });
  }

  @Override
  public CompletionStage<Page<PaymentRecord>> payments(long account, Page.Request page) {
    return stages.page(
        page,
        Listing.PAYMENTS,
        account,
        ofShard(account),
        (connection, pager) -> {
          long before = pager.after().map(Cursor::place).orElse(Long.MAX_VALUE);
          long sequenceBefore = pager.after().map(Cursor::high).orElse(Long.MAX_VALUE);
          try (PreparedStatement select = connection.prepareStatement(OF_ACCOUNT)) {
            select.setLong(1, account);
            select.setLong(2, sequenceBefore);
            select.setInt(3, pager.fetch());
            select.setLong(4, account);
            select.setLong(5, before);
            select.setInt(6, pager.fetch());
            select.setInt(7, pager.fetch());
            List<Listed> found =
                Rows.list(
                    select,
                    row ->
                        new Listed(
                            row.getLong("place"), row.getLong("sequence"), Rows.payment(row)));
            Page<Listed> listed =
                pager.page(found, shown -> behind(account, shown, sequenceBefore));
            List<PaymentRecord> items = listed.items().stream().map(Listed::payment).toList();
            return new Page<>(items, listed.next(), listed.asOf());
          }
        });
  }

  /** Behind the last payment shown, and behind the last line of the statement that was shown. */
  private static Cursor behind(long account, List<Listed> shown, long sequenceBefore) {
    long sequence =
        shown.stream()
            .mapToLong(Listed::sequence)
            .filter(found -> found > 0)
            .min()
            .orElse(sequenceBefore);
    return new Cursor(Listing.PAYMENTS, account, shown.getLast().place(), sequence, 0);
  }

  @Override
  public CompletionStage<Page<EntryRecord>> entries(long account, Page.Request page) {
    return stages.page(
        page,
        Listing.ENTRIES,
        account,
        ofShard(account),
        (connection, pager) -> {
          long before = pager.after().map(Cursor::place).orElse(Long.MAX_VALUE);
          try (PreparedStatement select = connection.prepareStatement(ENTRIES)) {
            select.setLong(1, account);
            select.setLong(2, before);
            select.setInt(3, pager.fetch());
            return pager.page(
                Rows.list(select, Rows::entry),
                shown -> Cursor.of(Listing.ENTRIES, account, shown.getLast().sequence()));
          }
        });
  }

  @Override
  public CompletionStage<List<PaymentRecord>> refunds(PaymentKey payment) {
    return stages.run(
        connection -> {
          try (PreparedStatement select = prepare(connection, REFUNDS, payment)) {
            return Rows.list(select, Rows::payment);
          }
        });
  }

  @Override
  public CompletionStage<List<TimelineEvent>> timeline(PaymentKey key) {
    return stages.run(connection -> timelines.of(connection, key));
  }

  @Override
  public CompletionStage<Optional<HoldRecord>> hold(PaymentKey key) {
    return stages.run(
        connection -> {
          try (PreparedStatement select = prepare(connection, HOLD, key)) {
            return Rows.first(select, Rows::hold);
          }
        });
  }

  @Override
  public CompletionStage<List<HoldRecord>> holds(CommandId id) {
    return stages.run(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(HOLDS_BY_ID)) {
            select.setObject(1, Rows.uuid(id));
            return Rows.list(select, Rows::hold);
          }
        });
  }

  @Override
  public CompletionStage<Page<HoldRecord>> holds(long account, Page.Request page) {
    return stages.page(
        page,
        Listing.HOLDS,
        account,
        ofShard(account),
        (connection, pager) -> {
          long before = pager.after().map(Cursor::place).orElse(Long.MAX_VALUE);
          UUID beforeId = pager.after().map(Cursor::second).orElse(ID_MAX);
          try (PreparedStatement select = connection.prepareStatement(HOLDS)) {
            for (int first : new int[] {1, 5}) {
              select.setLong(first, account);
              select.setLong(first + 1, before);
              select.setObject(first + 2, beforeId);
              select.setInt(first + 3, pager.fetch());
            }
            select.setInt(9, pager.fetch());
            return pager.page(
                Rows.list(select, Rows::hold), shown -> behind(account, shown.getLast()));
          }
        });
  }

  private static Cursor behind(long account, HoldRecord last) {
    return Cursor.of(Listing.HOLDS, account, last.createdMillis(), Rows.uuid(last.id()));
  }

  @Override
  public List<AsOf> asOf() {
    return progress.asOf();
  }

  private List<AsOf> ofShard(long account) {
    return List.of(progress.asOf(AccountNumber.shard(account, shardCount)));
  }

  private static PreparedStatement prepare(Connection connection, String sql, PaymentKey key)
      throws SQLException {
    PreparedStatement select = connection.prepareStatement(sql);
    select.setObject(1, Rows.uuid(key.id()));
    select.setInt(2, key.shard());
    return select;
  }
}
