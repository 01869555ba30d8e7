package cbdc.wallet.store;

import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseUnavailable;
import cbdc.wallet.core.AccountRegistry;
import cbdc.wallet.core.CredentialStore;
import cbdc.wallet.core.Histories;
import cbdc.wallet.core.IdempotencyKeys;
import cbdc.wallet.core.LedgerFeed;
import cbdc.wallet.core.RefundBook;
import cbdc.wallet.store.projection.LedgerIdentity;
import cbdc.wallet.store.projection.Progress;
import cbdc.wallet.store.projection.ProjectionRebuild;
import cbdc.wallet.store.projection.Projector;
import cbdc.wallet.store.projection.ProjectorMetrics;
import cbdc.wallet.store.projection.ProjectorSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** A bank's PostgreSQL: the ports of the core, and the projector that fills the projection. */
public final class WalletStore {
  /** Where the migrations are on the class path. */
  public static final String MIGRATIONS = "cbdc/wallet/store/migration";

  private final Database database;
  private final LedgerIdentity ledger;
  private final InstantSource clock;
  private final Progress progress;
  private final Stages stages;

  /**
   * The store in a database made with {@link #MIGRATIONS}; asks nothing of it yet.
   *
   * @param ledger which ledger the projection is made from, and for which bank
   * @param clock wall time
   */
  public WalletStore(Database database, LedgerIdentity ledger, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
    this.progress = new Progress(ledger.shardCount());
    this.stages = new Stages(database);
  }

  /** Accounts that the bank opened. */
  public AccountRegistry accounts() {
    return new PostgresAccounts(stages, progress);
  }

  /** API keys and revoked tokens. */
  public CredentialStore credentials() {
    return new PostgresCredentials(stages);
  }

  /** Idempotency keys and their commands. */
  public IdempotencyKeys idempotencyKeys() {
    return new PostgresIdempotencyKeys(stages);
  }

  /** Refunds that were promised. */
  public RefundBook refunds() {
    return new PostgresRefunds(stages, clock);
  }

  /** What was projected. */
  public Histories histories() {
    return new PostgresHistories(stages, progress, ledger.shardCount());
  }

  /** How far the projection has come, from memory. */
  public Progress progress() {
    return progress;
  }

  /** A projector that fills this store from a feed, to be started; one in a process. */
  public Projector projector(LedgerFeed feed, ProjectorSettings settings, MeterRegistry meters) {
    return new Projector(
        database,
        ledger,
        feed,
        settings,
        clock,
        progress,
        new ProjectorMetrics(meters, progress, clock));
  }

  /**
   * Empties the projection in a database; a projector fills it anew. Waits for the database; not on
   * an event loop.
   *
   * @throws DatabaseUnavailable if it is away; then nothing was changed
   */
  public static void rebuild(Database database) {
    database.transact(new ProjectionRebuild());
  }
}
