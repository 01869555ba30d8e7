package cbdc.wallet.app;

import cbdc.kit.HealthChecks;
import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Verdict;
import cbdc.kit.Lifecycle;
import cbdc.kit.ManagementServer;
import cbdc.kit.ServiceMetrics;
import cbdc.kit.StartException;
import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseSettings;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.kit.http.ApiServer;
import cbdc.kit.http.ApiSettings;
import cbdc.kit.http.Operation;
import cbdc.kit.http.RateLimiter;
import cbdc.kit.trace.Tracing;
import cbdc.settlement.client.CommandIds;
import cbdc.wallet.api.WalletApi;
import cbdc.wallet.client.SettlementConnection;
import cbdc.wallet.client.SettlementLedger;
import cbdc.wallet.client.TracedLedger;
import cbdc.wallet.core.BearerTokens;
import cbdc.wallet.core.Credentials;
import cbdc.wallet.core.Executor;
import cbdc.wallet.core.Ledger;
import cbdc.wallet.core.Openings;
import cbdc.wallet.core.Refunds;
import cbdc.wallet.store.WalletStore;
import cbdc.wallet.store.projection.LedgerIdentity;
import cbdc.wallet.store.projection.Projector;
import cbdc.wallet.store.projection.ProjectorSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bank's wallet service: every part wired by hand, started in order and stopped in reverse. Two
 * of them fit in one process.
 *
 * <p>Order: management, database, the interface (which refuses as STARTING), ledger, credentials,
 * projection; then it takes requests. Stopping refuses new requests and finishes those in work
 * before anything that they need goes. It waits for ledger and database as long as it takes; later
 * the absence of either stops only what needs it.
 */
public final class WalletNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WalletNode.class);
  private static final String DATABASE_NAME = "wallet";
  private static final int RATE_KEYS_MAX = 100_000;
  private static final int BURST_SECONDS = 2;
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** Beyond the ledger's time, so that its answer comes first. */
  private static final Duration REQUEST_MARGIN = Duration.ofSeconds(2);

  /** What a part that stops may take beyond the requests or commands that it waits for. */
  private static final Duration STOP_MARGIN = Duration.ofSeconds(30);

  /** It waits for nodes and databases that people start; no clock ends that. */
  private static final Duration PATIENCE = Duration.ofDays(36_500);

  private static final long SAY_SECONDS = 10;
  private static final long RECOVER_SECONDS = 10;

  /** Refunds older than this without an end do not belong to a request any more. */
  private static final long ABANDONED_MILLIS = 90_000;

  private final WalletSettings settings;
  private final Clock clock = Clock.systemUTC();
  private final HealthChecks health = new HealthChecks();
  private final ServiceMetrics metrics = ServiceMetrics.ofProcess();
  private final Optional<Tracing> tracing;
  private final Lifecycle lifecycle;
  private final ScheduledExecutorService timers;
  private Vertx vertx;
  private ManagementServer management;
  private DatabaseSettings databaseSettings;
  private Database database;
  private SettlementConnection connection;
  private SettlementLedger ledger;
  private WalletStore store;
  private Projector projector;
  private Credentials credentials;
  private Refunds refunds;
  private ApiServer api;
  private volatile Map<String, Operation> operations;

  private WalletNode(WalletSettings settings) {
    this.settings = settings;
    this.tracing =
        settings.tracing().map(where -> Tracing.to(where, "cbdc-wallet", Integer.toString(bank())));
    this.lifecycle = new Lifecycle("wallet service of bank " + settings.ledger().bank());
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform()
                .daemon()
                .name("wallet-timer-" + settings.ledger().bank())
                .factory());
  }

  /**
   * Starts a service and returns when it takes requests.
   *
   * @throws StartException with one line for the operator; by then nothing of it is left
   */
  public static WalletNode start(WalletSettings settings) {
    WalletNode node = prepare(settings);
    node.start();
    return node;
  }

  /** A service that does not run yet, for those who must be able to close it while it starts. */
  public static WalletNode prepare(WalletSettings settings) {
    WalletNode node = new WalletNode(settings);
    node.addParts();
    return node;
  }

  /**
   * Starts the service and returns when it takes requests.
   *
   * @throws StartException with one line for the operator, also when somebody closes it meanwhile;
   *     by then nothing of it is left
   */
  public void start() {
    try {
      lifecycle.start();
    } catch (RuntimeException failed) {
      release();
      throw failed;
    }
  }

  private void addParts() {
    lifecycle.addTo(health);
    add("event loops", this::startVertx, () -> await(vertx.close().toCompletionStage()));
    add("management", this::startManagement, () -> management.stop());
    if (settings.database().isEmpty()) {
      EmbeddedPostgres own =
          new EmbeddedPostgres(settings.folder().resolve("postgres"), 0, List.of(DATABASE_NAME));
      add(
          "own database server",
          () -> {
            own.start();
            databaseSettings = own.settings(DATABASE_NAME);
          },
          own::stop);
    }
    add("database", this::openDatabase, () -> database.stop());
    add("ledger connection", this::connect, () -> connection.close());
    add("interface", this::startApi, () -> api.stop());
    add("ledger", PATIENCE, this::awaitLedger, () -> {});
    add("projection", this::startProjection, () -> projector.stop());
    add("credentials", PATIENCE, this::loadCredentials, () -> {});
    add("operations", this::open, () -> {});
    add("timers", this::startTimers, this::stopTimers);
    // Stopped first. The interface's own step is for a start that came to nothing.
    add("requests", () -> {}, () -> api.stop());
  }

  private void startVertx() {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(settings.http().threads())
                .setWorkerPoolSize(2));
  }

  private void startManagement() throws InterruptedException {
    management =
        new ManagementServer(
            vertx,
            settings.http().management().host(),
            settings.http().management().port(),
            health,
            metrics);
    management.start();
  }

  private void openDatabase() {
    database =
        new Database(
            DATABASE_NAME + "-" + settings.ledger().bank(),
            settings.database().orElse(databaseSettings),
            WalletStore.MIGRATIONS);
    database.addTo(health, Probe.READY);
    database.start();
  }

  private void connect() {
    WalletSettings.LedgerAccess access = settings.ledger();
    connection =
        new SettlementConnection(
            access.bank(),
            access.transport(),
            access.cluster(),
            access.key(),
            access.answerWithin(),
            access.batchCommands());
  }

  private void startApi() throws InterruptedException {
    Map<String, Operation> later = new HashMap<>();
    WalletApi.contract()
        .operations()
        .forEach(
            described ->
                later.put(described.id(), call -> operations.get(call.operationId()).handle(call)));
    api =
        new ApiServer(
            vertx,
            "wallet",
            apiSettings(),
            WalletApi.contract(),
            later,
            () -> operations != null,
            metrics.registry(),
            tracing);
    api.start();
  }

  private ApiSettings apiSettings() {
    ApiSettings standard = ApiSettings.defaults();
    Duration limit = requestLimit();
    return new ApiSettings(
        settings.http().api().host(),
        settings.http().api().port(),
        settings.http().threads(),
        standard.bodyBytesMax(),
        standard.jsonDepthMax(),
        standard.openRequestsMax(),
        standard.connectionsMax(),
        limit,
        limit);
  }

  private Duration requestLimit() {
    return settings.ledger().answerWithin().plus(REQUEST_MARGIN);
  }

  private Duration stopLimit() {
    return requestLimit().plus(STOP_MARGIN);
  }

  private void awaitLedger() throws InterruptedException, ExecutionException {
    String where = String.join(", ", settings.ledger().transport().members());
    ledger = patiently(connection::ledger, "a settlement node to answer at " + where);
  }

  private void startProjection() {
    LedgerIdentity identity =
        new LedgerIdentity(ledger.cluster().toString(), ledger.bank(), ledger.shardCount());
    store = new WalletStore(database, identity, clock);
    projector = store.projector(ledger, ProjectorSettings.defaults(), metrics.registry());
    projector.start();
    health.add(Probe.READY, "projection", projector::verdict);
  }

  private void loadCredentials() throws InterruptedException, ExecutionException {
    WalletSettings.Access access = settings.access();
    credentials =
        new Credentials(
            new BearerTokens(access.tokenSecret()),
            access.operatorTokens(),
            store.credentials(),
            clock::millis);
    patiently(credentials::load, "the database");
  }

  private void open() {
    CommandIds ids = new CommandIds();
    Ledger traced = tracing.<Ledger>map(on -> new TracedLedger(ledger, on)).orElse(ledger);
    Executor executor = new Executor(traced, store.idempotencyKeys(), store.histories(), ids::next);
    refunds = new Refunds(traced, store.refunds(), store.histories(), executor, clock::millis);
    WalletSettings.Access access = settings.access();
    operations =
        WalletApi.operations(
            new WalletApi.Parts(
                traced,
                executor,
                store.histories(),
                refunds,
                new Openings(traced, store.accounts(), executor, clock::millis),
                store.accounts(),
                settings.evidence(),
                credentials,
                access.tokenValidity(),
                rates(access.callerRate()),
                rates(access.operatorRate()),
                rates(access.callerRate()),
                access.sandbox(),
                clock,
                new WalletMetrics(metrics.registry(), connection::openCommands)));
  }

  private static RateLimiter rates(int perSecond) {
    return new RateLimiter(perSecond, perSecond * BURST_SECONDS, RATE_KEYS_MAX, System::nanoTime);
  }

  private void startTimers() {
    @SuppressWarnings("FutureReturnValueIgnored") // it never fails; stopping ends it
    Object ignored =
        timers.scheduleWithFixedDelay(
            this::recoverRefunds, RECOVER_SECONDS, RECOVER_SECONDS, TimeUnit.SECONDS);
  }

  private void recoverRefunds() {
    try {
      refunds
          .recover(clock.millis() - ABANDONED_MILLIS)
          .toCompletableFuture()
          .get(settings.ledger().answerWithin().toSeconds() + SAY_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException away) {
      LOG.info("open refunds could not be looked through; again in {} s", RECOVER_SECONDS);
    }
  }

  private void stopTimers() {
    timers.shutdownNow();
  }

  /** Waits for others, tells every now and then for whom, and asks again where that failed. */
  private <T> T patiently(Supplier<CompletionStage<T>> wanted, String whom)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return wanted.get().toCompletableFuture().get(SAY_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException late) {
        LOG.info("waiting for {}", whom);
      } catch (ExecutionException failed) {
        LOG.info("waiting for {}: {}", whom, failed.getCause().getMessage());
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  private <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(stopLimit().toSeconds(), TimeUnit.SECONDS);
  }

  /** The bank. */
  public int bank() {
    return settings.ledger().bank();
  }

  /** The port of the API. */
  public int port() {
    return api.port();
  }

  /** The port of health and metrics. */
  public int managementPort() {
    return management.port();
  }

  /** How far the projection is behind the ledger, and whether that is as it should be. */
  public Verdict projection() {
    return projector.verdict();
  }

  /** Finishes the requests that it has taken, and stops. */
  @Override
  public void close() {
    lifecycle.stop("told to stop");
    release();
  }

  private void release() {
    timers.shutdownNow();
    tracing.ifPresent(Tracing::close);
    metrics.close();
  }

  private void add(String name, Lifecycle.Step start, Lifecycle.Step stop) {
    add(name, START_LIMIT, start, stop);
  }

  private void add(String name, Duration limit, Lifecycle.Step start, Lifecycle.Step stop) {
    lifecycle.add(name, limit, stopLimit(), start, stop);
  }
}
