package cbdc.issuer.app;

import cbdc.issuer.api.IssuerApi;
import cbdc.issuer.client.SettlementConnection;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.Person;
import cbdc.issuer.store.FileFault;
import cbdc.issuer.store.PostgresArchive;
import cbdc.issuer.store.PostgresOrderBook;
import cbdc.issuer.store.TokenFile;
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
import cbdc.kit.http.RateLimiter;
import cbdc.protocol.wire.ReadPayload.Registry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's service: every part wired by hand, started in order and stopped in reverse. Two of
 * them fit in one process.
 *
 * <p>Order: management, database, people, ledger, supply watch, the interface. Without its database
 * it starts all the same and shows the supply; without the ledger it does not.
 */
public final class IssuerNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerNode.class);
  private static final String DATABASE_NAME = "issuer";
  private static final int DESK_THREADS = 4;
  private static final int OPEN_REQUESTS_MAX = 256;
  private static final int RATE_KEYS_MAX = 1_000;
  private static final long REREAD_MILLIS = 1_000;
  private static final Duration REPLY_MARGIN = Duration.ofSeconds(5);
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Verdict PEOPLE_READ = new Verdict(true, "the token file is read");

  private final IssuerServiceSettings settings;
  private final Clock clock = Clock.systemUTC();
  private final HealthChecks health = new HealthChecks();
  private final ServiceMetrics metrics = ServiceMetrics.ofProcess();
  private final Lifecycle lifecycle = new Lifecycle("issuer");
  private final ExecutorService desk =
      Executors.newFixedThreadPool(DESK_THREADS, named("issuer-desk-"));
  private final ScheduledExecutorService timers =
      Executors.newScheduledThreadPool(2, named("issuer-timer-"));
  private Vertx vertx;
  private ManagementServer management;
  private DatabaseSettings databaseSettings;
  private Database database;
  private TokenFile people;
  private volatile Verdict peopleVerdict = PEOPLE_READ;
  private SettlementConnection connection;
  private SupplyWatch watch;
  private ApiServer api;

  private IssuerNode(IssuerServiceSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts a service and returns when it takes requests.
   *
   * @throws StartException with one line for the operator; by then nothing of it is left
   */
  public static IssuerNode start(IssuerServiceSettings settings) {
    IssuerNode node = prepare(settings);
    node.start();
    return node;
  }

  /** A service that does not run yet, for those who must be able to close it while it starts. */
  public static IssuerNode prepare(IssuerServiceSettings settings) {
    IssuerNode node = new IssuerNode(settings);
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
    add("event loops", this::startVertx, () -> await(vertx.close()));
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
    add("people", this::readPeople, () -> {});
    add("ledger", this::connect, () -> connection.close());
    add("timers", this::startTimers, this::stopTimers);
    add("interface", this::startApi, () -> api.stop());
  }

  private void startVertx() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(2));
  }

  private void startManagement() throws InterruptedException {
    management =
        new ManagementServer(
            vertx, settings.management().host(), settings.management().port(), health, metrics);
    management.start();
  }

  private void openDatabase() {
    database =
        new Database(
            DATABASE_NAME,
            settings.database().orElse(databaseSettings),
            PostgresArchive.MIGRATIONS);
    database.addTo(health, Probe.READY);
    database.start();
  }

  private void readPeople() {
    try {
      people = new TokenFile(settings.tokens(), clock);
    } catch (FileFault faulty) {
      throw new StartException(faulty.getMessage(), faulty);
    }
    health.add(Probe.READY, "people", () -> peopleVerdict);
  }

  private void connect() throws Exception {
    try {
      connection =
          SettlementConnection.open(
              settings.transport(), settings.cluster(), settings.key(), settings.patience());
    } catch (TimeoutException silent) {
      throw new StartException(silent.getMessage(), silent);
    }
    try {
      requireOwnKey();
    } catch (Exception refused) {
      connection.close();
      throw refused;
    }
  }

  /** Who got hold of this process must not get hold of an approval. */
  private void requireOwnKey() throws InterruptedException {
    Registry registry;
    try {
      registry =
          connection
              .ledger()
              .registry(0)
              .toCompletableFuture()
              .get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException refused) {
      throw new StartException(
          "the ledger does not answer the service's key "
              + settings.key().verifyingKey()
              + ": give it to bank 0000 by an order (issuer draft set-bank --bank 0000); "
              + refused.getMessage(),
          refused);
    }
    if (registry.issuerKeys().contains(LedgerKeys.of(settings.key().verifyingKey()))) {
      throw new StartException(
          "the service's key "
              + settings.key().verifyingKey()
              + " is one of the issuer's approval keys, which stay with people: make another one ('issuer keys new') and give it to"
              + " bank 0000 by an order (issuer draft set-bank --bank 0000)");
    }
  }

  private void startTimers() {
    watch =
        new SupplyWatch(
            connection.ledger(),
            new PostgresArchive(database),
            new IssuerMetrics(metrics.registry(), clock),
            clock,
            settings.supplyKept(),
            settings.patience());
    health.add(Probe.READY, "ledger", watch::ledger);
    // Neither ever throws; what goes wrong is logged.
    var unusedLook =
        timers.scheduleWithFixedDelay(
            watch::look, 0, settings.supplyEvery().toMillis(), TimeUnit.MILLISECONDS);
    var unusedReread =
        timers.scheduleWithFixedDelay(
            this::rereadPeople, REREAD_MILLIS, REREAD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void rereadPeople() {
    try {
      if (people.reread()) {
        LOG.info("the token file was read again");
      }
      peopleVerdict = PEOPLE_READ;
    } catch (FileFault faulty) {
      Verdict verdict =
          new Verdict(
              false,
              "nobody new is let in, and nobody who is no longer named: " + faulty.getMessage());
      if (!verdict.equals(peopleVerdict)) {
        LOG.error("the token file cannot be used: {}", verdict.reason());
      }
      peopleVerdict = verdict;
    }
  }

  private void stopTimers() throws InterruptedException {
    timers.shutdownNow();
    if (!timers.awaitTermination(5, TimeUnit.SECONDS)) {
      LOG.warn("a timer is still at work");
    }
  }

  private void startApi() throws InterruptedException {
    IssuerApi.Parts parts =
        new IssuerApi.Parts(
            this::deskOf,
            new PostgresArchive(database),
            connection.ledger(),
            settings.cluster(),
            settings.makerMayApprove(),
            people,
            new RateLimiter(
                settings.requestsPerSecond(),
                settings.requestsPerSecond(),
                RATE_KEYS_MAX,
                System::nanoTime),
            CommandIds.of(clock, new SecureRandom()),
            clock,
            desk);
    api =
        new ApiServer(
            vertx,
            "issuer",
            apiSettings(),
            IssuerApi.contract(),
            IssuerApi.operations(parts),
            () -> lifecycle.state() == Lifecycle.State.RUNNING,
            metrics.registry());
    api.start();
  }

  private OrderDesk deskOf(Person person) {
    return new OrderDesk(
        new PostgresOrderBook(database, clock, person.name()),
        settings.cluster(),
        settings.makerMayApprove(),
        clock);
  }

  private ApiSettings apiSettings() {
    ApiSettings standard = ApiSettings.defaults();
    return new ApiSettings(
        settings.http().host(),
        settings.http().port(),
        1,
        standard.bodyBytesMax(),
        standard.jsonDepthMax(),
        OPEN_REQUESTS_MAX,
        standard.connectionsMax(),
        // Beyond the ledger's patience, so that its answer comes first.
        settings.patience().plus(REPLY_MARGIN),
        settings.patience().plus(REPLY_MARGIN));
  }

  /** The port that it listens on. */
  public int port() {
    return api.port();
  }

  /** The port of health and metrics. */
  public int managementPort() {
    return management.port();
  }

  @Override
  public void close() {
    lifecycle.stop("told to stop").forEach(problem -> LOG.warn("issuer: {}", problem));
    release();
  }

  private void release() {
    timers.shutdownNow();
    desk.shutdownNow();
    metrics.close();
  }

  private void add(String name, Lifecycle.Step start, Lifecycle.Step stop) {
    Duration stopLimit = settings.patience().plus(REPLY_MARGIN).plus(REPLY_MARGIN);
    lifecycle.add(name, START_LIMIT, stopLimit, start, stop);
  }

  private static void await(io.vertx.core.Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static ThreadFactory named(String prefix) {
    return Thread.ofPlatform().daemon().name(prefix, 0).factory();
  }
}
