package cbdc.wallet.store.projection;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.PaymentKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/** Loads what pages will change, as the database has it: one query for accounts, one for holds. */
final class DraftLoader {
  private static final String ACCOUNTS =
      """
      SELECT account, kind, class_number, status, official_status, available, held, entries, opened_millis
      FROM account_state WHERE account = ANY (?)
      """;
  private static final String HOLDS =
      """
      SELECT h.id, h.shard, h.payer, h.payee, h.amount, h.captured, h.status, h.end_to_end_id, h.note, h.placed_at,
        h.created_millis, h.expires_millis, h.ended_by, h.ended_at, h.ended_millis
      FROM unnest(?::uuid[], ?::smallint[]) AS k(id, shard) JOIN hold h ON h.id = k.id AND h.shard = k.shard
      """;

  private final Connection connection;

  DraftLoader(Connection connection) {
    this.connection = connection;
  }

  Drafts load(TouchedKeys keys) throws SQLException {
    Drafts drafts = new Drafts();
    if (!keys.accounts().isEmpty()) {
      loadAccounts(keys.accounts(), drafts);
    }
    if (!keys.holds().isEmpty()) {
      loadHolds(keys.holds(), drafts);
    }
    return drafts;
  }

  private void loadAccounts(Collection<Long> accounts, Drafts drafts) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS)) {
      new Columns<>(statement, accounts).longs(Long::longValue);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          AccountDraft account =
              new AccountDraft(
                  rows.getLong(1),
                  AccountKind.valueOf(rows.getString(2)),
                  rows.getInt(3),
                  rows.getLong(9));
          account.status = AccountStatus.valueOf(rows.getString(4));
          account.officialStatus = AccountStatus.valueOf(rows.getString(5));
          account.available = rows.getLong(6);
          account.held = rows.getLong(7);
          account.entries = rows.getLong(8);
          drafts.load(account);
        }
      }
    }
  }

  private void loadHolds(Collection<PaymentKey> keys, Drafts drafts) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HOLDS)) {
      new Columns<>(statement, keys).ids(PaymentKey::id).longs(PaymentKey::shard);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          drafts.load(hold(rows));
        }
      }
    }
  }

  private static HoldDraft hold(ResultSet rows) throws SQLException {
    HoldDraft hold =
        new HoldDraft(
            new PaymentKey(rows.getInt(2), id(rows, 1)),
            rows.getLong(3),
            rows.getLong(4),
            rows.getLong(5),
            rows.getString(8),
            rows.getString(9),
            rows.getLong(10),
            rows.getLong(11),
            rows.getLong(12));
    hold.captured = rows.getLong(6);
    hold.status = HoldRecord.Status.valueOf(rows.getString(7));
    hold.endedBy = id(rows, 13);
    hold.ended =
        hold.status == HoldRecord.Status.OPEN
            ? null
            : new Place(hold.key.shard(), rows.getLong(14), rows.getLong(15));
    return hold;
  }

  private static CommandId id(ResultSet rows, int column) throws SQLException {
    UUID id = rows.getObject(column, UUID.class);
    return id == null
        ? null
        : new CommandId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }
}
