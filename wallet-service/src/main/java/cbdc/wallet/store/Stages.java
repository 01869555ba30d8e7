package cbdc.wallet.store;

import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseUnavailable;
import cbdc.kit.db.SqlWork;
import cbdc.kit.trace.CurrentSpan;
import cbdc.wallet.core.AsOf;
import cbdc.wallet.core.Page;
import cbdc.wallet.core.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Runs the ports' work in the database, whose failures it says in the words of the ports. */
final class Stages {
  private final Database database;

  Stages(Database database) {
    this.database = database;
  }

  /** A transaction on one of the database's threads. */
  <T> CompletionStage<T> run(SqlWork<T> work) {
    return CurrentSpan.carry(database.submit(work)).exceptionallyCompose(Stages::translated);
  }

  /** What reads one page of a list. */
  @FunctionalInterface
  interface PageWork<T> {
    Page<T> run(Connection connection, Pager pager) throws SQLException;
  }

  /** A page; fails with {@link Page.CursorInvalid} where the cursor is not of that list. */
  <T> CompletionStage<Page<T>> page(
      Page.Request request, Cursor.Listing list, long owner, List<AsOf> asOf, PageWork<T> work) {
    try {
      Pager pager = new Pager(request, list, owner, asOf);
      return run(connection -> work.run(connection, pager));
    } catch (Page.CursorInvalid invalid) {
      return CompletableFuture.failedStage(invalid);
    }
  }

  private static <T> CompletionStage<T> translated(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return CompletableFuture.failedStage(
        cause instanceof DatabaseUnavailable away
            ? new StoreUnavailable("the bank's database is away: " + away.getMessage(), away)
            : cause);
  }
}
