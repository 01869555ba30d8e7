package cbdc.wallet.store.projection;

import cbdc.kit.db.SqlWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Projects pages of different shards, all or nothing of them. */
final class ProjectionTransaction implements SqlWork<Void> {
  /**
   * The ledger keeps the feed, and the cursors move with the rows: a commit that the disk loses is
   * projected again, so nobody waits for the disk. And every row is found by its key: a plan that
   * was made, and kept, while a table was small would read the whole of it for ever after.
   */
  private static final String SETTINGS =
      """
      SET LOCAL synchronous_commit TO OFF;
      SET LOCAL enable_seqscan TO OFF;
      SET LOCAL enable_hashjoin TO OFF;
      SET LOCAL enable_mergejoin TO OFF
      """;

  private final LedgerIdentity ledger;
  private final List<FeedSlice> slices;

  /** For at most one page of each shard. */
  ProjectionTransaction(LedgerIdentity ledger, List<FeedSlice> slices) {
    this.ledger = ledger;
    this.slices = slices;
  }

  /**
   * Writes what the pages tell and moves the cursors.
   *
   * @throws CursorMoved if another process has projected one of the pages
   * @throws FeedContradiction if a page does not fit to what was projected before
   */
  @Override
  public Void run(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
    FeedCursors.move(connection, slices);
    if (slices.stream().anyMatch(slice -> slice.records() > 0)) {
      Drafts drafts = new DraftLoader(connection).load(TouchedKeys.of(ledger, slices));
      FeedApplier applier = new FeedApplier(ledger, drafts);
      slices.forEach(applier::apply);
      new DraftWriter(connection).write(drafts);
    }
    return null;
  }
}
