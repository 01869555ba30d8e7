package cbdc.wallet.store;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.AccountRecord;
import cbdc.wallet.core.AccountRegistry;
import cbdc.wallet.core.Evidence;
import cbdc.wallet.core.EvidenceKind;
import cbdc.wallet.core.Page;
import cbdc.wallet.store.Cursor.Listing;
import cbdc.wallet.store.projection.Progress;
import cbdc.wallet.store.projection.Texts;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Accounts: what the bank wrote down, with the state that the projection knows. */
final class PostgresAccounts implements AccountRegistry {
  private static final String INSERT =
      """
      INSERT INTO account (account, kind, opening, answer, class_number, holder_reference, created_millis)
      VALUES (?, ?, ?, 'OPENING', ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  /** Of evidence {@code e}. */
  private static final String SETTLED =
      """
      EXISTS (SELECT 1 FROM account_change c
        WHERE c.id = e.command AND c.account = e.account AND c.kind = 'CLASS_CHANGED')
      """;

  private static final String SELECT =
      select("COALESCE(s.class_number, a.class_number)", "(e.counts OR " + SETTLED + ")");
  private static final String SELECT_AS_BEGUN = select("a.class_number", "e.command = a.opening");
  private static final String ANSWER =
      "UPDATE account SET answer = ? WHERE account = ? AND answer = 'OPENING'";
  private static final String LOCK = "SELECT 1 FROM account WHERE account = ? FOR UPDATE";
  private static final String EVIDENCE =
      """
      INSERT INTO evidence (account, position, kind, reference, command, counts)
      SELECT ?, (SELECT COALESCE(max(position), 0) FROM evidence WHERE account = ?) + n.position, n.kind, n.reference, ?, ?
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS n(kind, reference, position)
      """;
  private static final String SHOWN =
      "SELECT kind, reference FROM evidence WHERE account = ? AND command = ? ORDER BY position";
  private static final String EVIDENCE_COUNT = "SELECT count(*) FROM evidence WHERE account = ?";
  private static final String LET_COUNT =
      "UPDATE evidence SET counts = TRUE WHERE account = ? AND command = ?";
  private static final String FORGET =
      "DELETE FROM evidence e WHERE e.account = ? AND e.command = ? AND NOT e.counts AND NOT "
          + SETTLED;

  private record Listed(long place, AccountRecord account) {}

  /** Accounts with their class, and the evidence {@code e} that fulfils a condition. */
  private static String select(String classNumber, String evidence) {
    return """
    SELECT a.account, a.listed, a.kind, a.opening, a.holder_reference, a.created_millis,
      CASE WHEN s.account IS NULL THEN a.answer ELSE 'OPEN' END AS state,
      %1$s AS class_number,
      COALESCE(s.status, 'ACTIVE') AS status,
      COALESCE(s.official_status, 'ACTIVE') AS official_status,
      ARRAY(SELECT e.kind FROM evidence e WHERE e.account = a.account AND %2$s ORDER BY e.position) AS evidence_kinds,
      ARRAY(SELECT e.reference FROM evidence e WHERE e.account = a.account AND %2$s ORDER BY e.position) AS evidence_references
    FROM account a LEFT JOIN account_state s ON s.account = a.account
    """
        .formatted(classNumber, evidence);
  }

  private final Stages stages;
  private final Progress progress;

  PostgresAccounts(Stages stages, Progress progress) {
    this.stages = stages;
    this.progress = progress;
  }

  @Override
  public CompletionStage<AccountRecord> begin(AccountRecord account) {
    return stages.run(
        connection -> {
          if (insert(connection, account)) {
            addEvidence(connection, account.account(), account.opening(), true, account.evidence());
          }
          UUID opening = Rows.uuid(account.opening());
          try (PreparedStatement select =
              connection.prepareStatement(SELECT_AS_BEGUN + "WHERE a.opening = ?")) {
            select.setObject(1, opening);
            return Rows.first(select, PostgresAccounts::account)
                .orElseThrow(() -> new NumberTaken(account.account()));
          }
        });
  }

  @Override
  public CompletionStage<Void> opened(long account, boolean accepted) {
    return stages.run(
        connection -> {
          try (PreparedStatement answer = connection.prepareStatement(ANSWER)) {
            answer.setString(1, accepted ? "OPEN" : "REFUSED");
            answer.setLong(2, account);
            answer.executeUpdate();
            return null;
          }
        });
  }

  @Override
  public CompletionStage<Optional<AccountRecord>> find(long account) {
    return stages.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(SELECT + "WHERE a.account = ?")) {
            select.setLong(1, account);
            return Rows.first(select, PostgresAccounts::account);
          }
        });
  }

  @Override
  public CompletionStage<Page<AccountRecord>> list(AccountKind kind, Page.Request page) {
    return stages.page(
        page,
        Listing.ACCOUNTS,
        kind.code(),
        progress.asOf(),
        (connection, pager) -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  SELECT + "WHERE a.kind = ? AND a.listed < ? ORDER BY a.listed DESC LIMIT ?")) {
            select.setString(1, kind.name());
            select.setLong(2, pager.after().map(Cursor::place).orElse(Long.MAX_VALUE));
            select.setInt(3, pager.fetch());
            Page<Listed> listed =
                pager.page(
                    Rows.list(select, row -> new Listed(row.getLong("listed"), account(row))),
                    shown -> Cursor.of(Listing.ACCOUNTS, kind.code(), shown.getLast().place()));
            List<AccountRecord> items = listed.items().stream().map(Listed::account).toList();
            return new Page<>(items, listed.next(), listed.asOf());
          }
        });
  }

  @Override
  public CompletionStage<Kept> keepEvidence(long account, CommandId change, List<Evidence> shown) {
    return stages.run(
        connection -> {
          // The lock keeps two from taking the same position, or the same command.
          try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setLong(1, account);
            if (Rows.first(lock, row -> true).isEmpty()) {
              throw new IllegalArgumentException("the bank has no such account");
            }
          }
          List<Evidence> before = shownFor(connection, account, change);
          if (!before.isEmpty()) {
            return before.equals(shown) ? Kept.KEPT : Kept.OTHER;
          }
          if (evidenceCount(connection, account) + shown.size() > EVIDENCE_MAX) {
            return Kept.FULL;
          }
          addEvidence(connection, account, change, false, shown);
          return Kept.KEPT;
        });
  }

  @Override
  public CompletionStage<Void> evidenceAnswered(long account, CommandId change, boolean settled) {
    return stages.run(
        connection -> {
          try (PreparedStatement note = connection.prepareStatement(settled ? LET_COUNT : FORGET)) {
            note.setLong(1, account);
            note.setObject(2, Rows.uuid(change));
            note.executeUpdate();
            return null;
          }
        });
  }

  private static List<Evidence> shownFor(Connection connection, long account, CommandId command)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SHOWN)) {
      select.setLong(1, account);
      select.setObject(2, Rows.uuid(command));
      return Rows.list(
          select, row -> new Evidence(EvidenceKind.valueOf(row.getString(1)), row.getString(2)));
    }
  }

  private static int evidenceCount(Connection connection, long account) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement(EVIDENCE_COUNT)) {
      count.setLong(1, account);
      return Rows.first(count, row -> row.getInt(1)).orElseThrow();
    }
  }

  private static boolean insert(Connection connection, AccountRecord account) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setLong(1, account.account());
      insert.setString(2, account.kind().name());
      insert.setObject(3, Rows.uuid(account.opening()));
      insert.setInt(4, account.classNumber());
      insert.setString(5, Texts.storable(account.holderReference()));
      insert.setLong(6, account.createdMillis());
      return insert.executeUpdate() == 1;
    }
  }

  private static void addEvidence(
      Connection connection,
      long account,
      CommandId command,
      boolean counts,
      List<Evidence> evidence)
      throws SQLException {
    if (evidence.isEmpty()) {
      return;
    }
    List<String> kinds = new ArrayList<>();
    List<String> references = new ArrayList<>();
    for (Evidence each : evidence) {
      kinds.add(each.kind().name());
      references.add(Texts.storable(each.reference()));
    }
    try (PreparedStatement insert = connection.prepareStatement(EVIDENCE)) {
      insert.setLong(1, account);
      insert.setLong(2, account);
      insert.setObject(3, Rows.uuid(command));
      insert.setBoolean(4, counts);
      insert.setArray(5, connection.createArrayOf("text", kinds.toArray()));
      insert.setArray(6, connection.createArrayOf("text", references.toArray()));
      insert.executeUpdate();
    }
  }

  private static AccountRecord account(ResultSet row) throws SQLException {
    String[] kinds = texts(row.getArray("evidence_kinds"));
    String[] references = texts(row.getArray("evidence_references"));
    List<Evidence> evidence = new ArrayList<>();
    for (int i = 0; i < kinds.length; i++) {
      evidence.add(new Evidence(EvidenceKind.valueOf(kinds[i]), references[i]));
    }
    return new AccountRecord(
        row.getLong("account"),
        AccountKind.valueOf(row.getString("kind")),
        Rows.id(row, "opening"),
        AccountRecord.State.valueOf(row.getString("state")),
        row.getInt("class_number"),
        AccountStatus.valueOf(row.getString("status")),
        AccountStatus.valueOf(row.getString("official_status")),
        row.getString("holder_reference"),
        evidence,
        row.getLong("created_millis"));
  }

  private static String[] texts(Array array) throws SQLException {
    return (String[]) array.getArray();
  }
}
