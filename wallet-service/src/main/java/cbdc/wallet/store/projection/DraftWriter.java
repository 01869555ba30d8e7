package cbdc.wallet.store.projection;

import cbdc.kit.db.CopyRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Writes drafts: what is new by COPY, the rest with one statement per table. */
final class DraftWriter {
  private static final String ACCOUNTS =
      """
      INSERT INTO account_state
        (account, kind, class_number, status, official_status, available, held, entries, opened_millis)
      SELECT * FROM unnest(?::bigint[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],
        ?::bigint[])
      ON CONFLICT (account) DO UPDATE SET
        class_number = EXCLUDED.class_number,
        status = EXCLUDED.status,
        official_status = EXCLUDED.official_status,
        available = EXCLUDED.available,
        held = EXCLUDED.held,
        entries = EXCLUDED.entries
      """;
  private static final String ENTRIES =
      "entry (account, sequence, happened_at, time_millis, kind, payment, payment_shard, counter_account, amount,"
          + " available_after, held_after)";
  private static final int ENTRY_COLUMNS = 11;
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String HOLDS =
      """
      INSERT INTO hold
        (id, shard, payer, payee, amount, captured, status, end_to_end_id, note, placed_at, created_millis, expires_millis,
         ended_by, ended_at, ended_millis)
      SELECT * FROM unnest(?::uuid[], ?::smallint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
        ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[])
      ON CONFLICT (id, shard) DO UPDATE SET
        captured = EXCLUDED.captured,
        status = EXCLUDED.status,
        ended_by = EXCLUDED.ended_by,
        ended_at = EXCLUDED.ended_at,
        ended_millis = EXCLUDED.ended_millis
      """;

  private static final String PAYMENT_COLUMNS =
      "(id, payer_shard, payer, payee, amount, status, code, end_to_end_id, note, hold, refund_of, refund_of_shard,"
          + " payer_at, payer_millis, credited_at, credited_millis, closed_at, closed_millis, in_suspense)";
  private static final int PAYMENT_COLUMN_COUNT = 19;

  /**
   * A row that is there already has the other parts. One that has the same part is not changed, and
   * the count of changed rows gives that away.
   */
  private static final String PAYMENTS =
      "INSERT INTO payment AS p "
          + PAYMENT_COLUMNS
          + """
       SELECT * FROM unnest(?::uuid[], ?::smallint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::smallint[],
        ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::smallint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
        ?::bigint[], ?::bigint[], ?::integer[]::boolean[])
      ON CONFLICT (id, payer_shard) DO UPDATE SET
        status = CASE p.status WHEN 'PENDING' THEN EXCLUDED.status ELSE p.status END,
        code = COALESCE(p.code, EXCLUDED.code),
        hold = COALESCE(p.hold, EXCLUDED.hold),
        payer_at = COALESCE(p.payer_at, EXCLUDED.payer_at),
        payer_millis = COALESCE(p.payer_millis, EXCLUDED.payer_millis),
        credited_at = COALESCE(p.credited_at, EXCLUDED.credited_at),
        credited_millis = COALESCE(p.credited_millis, EXCLUDED.credited_millis),
        closed_at = COALESCE(p.closed_at, EXCLUDED.closed_at),
        closed_millis = COALESCE(p.closed_millis, EXCLUDED.closed_millis),
        in_suspense = p.in_suspense OR EXCLUDED.in_suspense
      WHERE (p.payer_at IS NULL OR EXCLUDED.payer_at IS NULL)
        AND (p.credited_at IS NULL OR EXCLUDED.credited_at IS NULL)
        AND (p.closed_at IS NULL OR EXCLUDED.closed_at IS NULL)
      """;

  private static final String ENDS =
      """
      UPDATE payment p SET
        status = CASE p.status WHEN 'PENDING' THEN e.status ELSE p.status END,
        code = e.code,
        closed_at = e.closed_at,
        closed_millis = e.closed_millis,
        in_suspense = e.in_suspense
      FROM unnest(?::uuid[], ?::smallint[], ?::text[], ?::smallint[], ?::bigint[], ?::bigint[], ?::integer[]::boolean[])
        AS e(id, payer_shard, status, code, closed_at, closed_millis, in_suspense)
      WHERE p.id = e.id AND p.payer_shard = e.payer_shard AND p.payer_at IS NOT NULL AND p.closed_at IS NULL
        AND p.status IN ('PENDING', e.status)
      """;

  private static final String CHANGES =
      """
      INSERT INTO account_change (id, shard, account, kind, value, changed_at, time_millis)
      SELECT * FROM unnest(?::uuid[], ?::smallint[], ?::bigint[], ?::text[], ?::integer[], ?::bigint[], ?::bigint[])
      """;

  /** An opening that was refused stays refused, also in what a rebuild leaves alone. */
  private static final String REFUSED_OPENINGS =
      "UPDATE account SET answer = 'REFUSED' WHERE opening = ANY (?) AND answer = 'OPENING'";

  private final Connection connection;

  DraftWriter(Connection connection) {
    this.connection = connection;
  }

  void write(Drafts drafts) throws SQLException {
    List<PaymentDraft> added = new ArrayList<>();
    List<PaymentDraft> parts = new ArrayList<>();
    List<PaymentDraft> ends = new ArrayList<>();
    for (PaymentDraft payment : drafts.payments()) {
      (payment.isNew() ? added : payment.hasContent ? parts : ends).add(payment);
    }
    run(ACCOUNTS, drafts.accounts(), DraftWriter::accounts);
    addEntries(drafts.entries());
    run(HOLDS, drafts.holds(), DraftWriter::holds);
    addPayments(added);
    requireAll(parts, run(PAYMENTS, parts, DraftWriter::payments), "is told twice");
    requireAll(ends, run(ENDS, ends, DraftWriter::ends), "ends that never began, or ended before");
    run(CHANGES, drafts.changes(), DraftWriter::changes);
    run(REFUSED_OPENINGS, drafts.refused(), columns -> columns.ids(id -> id));
  }

  private static void accounts(Columns<AccountDraft> rows) throws SQLException {
    rows.longs(a -> a.account)
        .texts(a -> a.kind.name())
        .longs(a -> a.classNumber)
        .texts(a -> a.status.name())
        .texts(a -> a.officialStatus.name())
        .longs(a -> a.available)
        .longs(a -> a.held)
        .longs(a -> a.entries)
        .longs(a -> a.openedMillis);
  }

  private void addEntries(List<EntryDraft> entries) throws SQLException {
    CopyRows rows = new CopyRows(ENTRIES, ENTRY_COLUMNS, entries.size());
    for (EntryDraft e : entries) {
      rows.row()
          .bigint(e.account())
          .bigint(e.sequence())
          .bigint(e.place().at())
          .bigint(e.place().timeMillis())
          .text(e.kind().name())
          .uuid(e.payment().high(), e.payment().low())
          .smallint(e.paymentShard())
          .bigint(e.counterAccount())
          .bigint(e.amount())
          .bigint(e.availableAfter())
          .bigint(e.heldAfter());
    }
    write(rows);
  }

  private void addPayments(List<PaymentDraft> payments) throws SQLException {
    CopyRows rows =
        new CopyRows("payment " + PAYMENT_COLUMNS, PAYMENT_COLUMN_COUNT, payments.size());
    for (PaymentDraft p : payments) {
      rows.row()
          .uuid(p.key.id().high(), p.key.id().low())
          .smallint(p.key.shard())
          .bigint(p.payer)
          .bigint(p.payee)
          .bigint(p.amount)
          .text(p.status.name());
      if (p.code == 0) {
        rows.none();
      } else {
        rows.smallint(p.code);
      }
      rows.text(p.endToEndId).text(p.note);
      if (p.hold == null) {
        rows.none();
      } else {
        rows.uuid(p.hold.high(), p.hold.low());
      }
      if (p.refundOf == null) {
        rows.none().none();
      } else {
        rows.uuid(p.refundOf.id().high(), p.refundOf.id().low()).smallint(p.refundOf.shard());
      }
      place(rows, p.paid);
      place(rows, p.credited);
      place(rows, p.closed);
      rows.bool(p.inSuspense);
    }
    write(rows);
  }

  private void write(CopyRows rows) throws SQLException {
    try {
      rows.write(connection);
    } catch (SQLException failed) {
      if (UNIQUE_VIOLATION.equals(failed.getSQLState())) {
        throw new FeedContradiction("what is there is told again");
      }
      throw failed;
    }
  }

  private static void place(CopyRows rows, Place place) {
    if (place == null) {
      rows.none().none();
    } else {
      rows.bigint(place.at()).bigint(place.timeMillis());
    }
  }

  private static void holds(Columns<HoldDraft> rows) throws SQLException {
    rows.ids(h -> h.key.id())
        .longs(h -> h.key.shard())
        .longs(h -> h.payer)
        .longs(h -> h.payee)
        .longs(h -> h.amount)
        .longs(h -> h.captured)
        .texts(h -> h.status.name())
        .texts(h -> h.endToEndId)
        .texts(h -> h.note)
        .longs(h -> h.placedAt)
        .longs(h -> h.createdMillis)
        .longs(h -> h.expiresMillis)
        .ids(h -> h.endedBy)
        .optionalLongs(h -> at(h.ended))
        .optionalLongs(h -> millis(h.ended));
  }

  private static void payments(Columns<PaymentDraft> rows) throws SQLException {
    rows.ids(p -> p.key.id())
        .longs(p -> p.key.shard())
        .longs(p -> p.payer)
        .longs(p -> p.payee)
        .longs(p -> p.amount)
        .texts(p -> p.status.name())
        .optionalLongs(DraftWriter::code)
        .texts(p -> p.endToEndId)
        .texts(p -> p.note)
        .ids(p -> p.hold)
        .ids(p -> p.refundOf == null ? null : p.refundOf.id())
        .optionalLongs(p -> p.refundOf == null ? null : (long) p.refundOf.shard())
        .optionalLongs(p -> at(p.paid))
        .optionalLongs(p -> millis(p.paid))
        .optionalLongs(p -> at(p.credited))
        .optionalLongs(p -> millis(p.credited))
        .optionalLongs(p -> at(p.closed))
        .optionalLongs(p -> millis(p.closed))
        .longs(p -> p.inSuspense ? 1 : 0);
  }

  private static void changes(Columns<ChangeDraft> rows) throws SQLException {
    rows.ids(ChangeDraft::id)
        .longs(c -> c.place().shard())
        .longs(ChangeDraft::account)
        .texts(c -> c.kind().name())
        .longs(ChangeDraft::value)
        .longs(c -> c.place().at())
        .longs(c -> c.place().timeMillis());
  }

  private static void ends(Columns<PaymentDraft> rows) throws SQLException {
    rows.ids(p -> p.key.id())
        .longs(p -> p.key.shard())
        .texts(p -> p.status.name())
        .optionalLongs(DraftWriter::code)
        .optionalLongs(p -> at(p.closed))
        .optionalLongs(p -> millis(p.closed))
        .longs(p -> p.inSuspense ? 1 : 0);
  }

  @FunctionalInterface
  private interface Fill<T> {
    void accept(Columns<T> columns) throws SQLException;
  }

  private <T> int run(String sql, Collection<T> rows, Fill<T> fill) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns<T> columns = new Columns<>(statement, rows);
      fill.accept(columns);
      return columns.update();
    }
  }

  private static Long code(PaymentDraft payment) {
    return payment.code == 0 ? null : (long) payment.code;
  }

  private static Long at(Place place) {
    return place == null ? null : place.at();
  }

  private static Long millis(Place place) {
    return place == null ? null : place.timeMillis();
  }

  private static void requireAll(List<PaymentDraft> payments, int written, String otherwise) {
    if (written != payments.size()) {
      throw new FeedContradiction((payments.size() - written) + " payments " + otherwise);
    }
  }
}
