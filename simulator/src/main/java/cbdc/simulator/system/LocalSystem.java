package cbdc.simulator.system;

import cbdc.issuer.app.IssuerNode;
import cbdc.issuer.app.IssuerServiceSettings;
import cbdc.issuer.client.SettlementConnection;
import cbdc.kit.StartException;
import cbdc.kit.config.HostPort;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.settlement.node.app.ProcessHalt;
import cbdc.simulator.console.CommandFailure;
import cbdc.wallet.app.WalletNode;
import cbdc.wallet.app.WalletSettings;
import cbdc.wallet.core.EvidenceRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running system: started in order, stopped in reverse. Started again on its directory, after
 * whatever end, it goes on where it was.
 */
public final class LocalSystem implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSystem.class);
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration START_END_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);
  private static final Duration TOKEN_VALIDITY = Duration.ofDays(365);
  private static final Duration SUPPLY_EVERY = Duration.ofSeconds(2);
  private static final Duration SUPPLY_KEPT = Duration.ofDays(30);
  private static final int OPERATOR_RATE = 100_000;
  private static final int PEOPLE_RATE = 100;
  private static final String ISSUER_DATABASE = "issuer";

  private final SystemPlan plan;
  private final SystemDirectory directory;
  private final Consumer<String> steps;
  private final ExecutorService starters = Executors.newCachedThreadPool();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private boolean isClosed;
  private final Map<Integer, WalletNode> wallets = new TreeMap<>();
  private LocalCluster cluster;
  private EmbeddedPostgres databases;
  private IssuerPeople people;
  private IssuerNode issuer;

  private LocalSystem(SystemPlan plan, Consumer<String> steps) {
    this.plan = plan;
    this.steps = steps;
    this.directory = SystemDirectory.open(plan.directory(), plan.nodes(), plan.purpose());
  }

  /**
   * A system that does not run yet, for those who must be able to close it while it starts.
   *
   * @param steps is told in a line each what is up
   * @throws CommandFailure when this machine cannot run its database server, or the directory is of
   *     something else
   */
  public static LocalSystem prepare(SystemPlan plan, Consumer<String> steps) {
    EmbeddedPostgres.refusalOfThisMachine()
        .ifPresent(
            refusal -> {
              throw CommandFailure.failed(
                  refusal
                      + "; run and replay --http have no other: use such a machine, or start the services by themselves"
                      + " with the address of a PostgreSQL server (issuer start, wallet start)");
            });
    return new LocalSystem(plan, steps);
  }

  /** Prepares a system and starts it. */
  public static LocalSystem start(SystemPlan plan, Consumer<String> steps)
      throws InterruptedException {
    LocalSystem system = prepare(plan, steps);
    system.start();
    return system;
  }

  /**
   * Starts everything.
   *
   * @throws CommandFailure with one line for people, also when somebody closes it meanwhile; by
   *     then nothing of it runs
   */
  public void start() throws InterruptedException {
    try {
      done(starters.submit(this::startAll));
    } catch (StartException refused) {
      close();
      throw CommandFailure.failed(refused.getMessage(), refused);
    } catch (RuntimeException | InterruptedException failed) {
      close();
      throw failed;
    }
  }

  private LocalSystem startAll() throws InterruptedException {
    Future<EmbeddedPostgres> databaseStart = starters.submit(this::startDatabases);
    prepareKeys();
    startNodes();
    databases = done(databaseStart);
    steps.accept("database server is up");
    found();
    startServices();
    return this;
  }

  /** Each key file takes a while to make or open, by design. */
  private void prepareKeys() throws InterruptedException {
    List<Callable<Object>> making = new ArrayList<>();
    making.add(directory::issuerKeys);
    making.add(directory::serviceKey);
    plan.banks().forEach(bank -> making.add(() -> directory.bankKey(bank)));
    for (Future<Object> made : starters.invokeAll(making)) {
      done(made);
    }
  }

  private EmbeddedPostgres startDatabases() throws Exception {
    List<String> names = new ArrayList<>(List.of(ISSUER_DATABASE));
    plan.banks().forEach(bank -> names.add(databaseOf(bank)));
    EmbeddedPostgres server = new EmbeddedPostgres(path("postgres"), 0, names);
    server.start();
    opened(server::stop);
    return server;
  }

  private void startNodes() {
    cluster =
        LocalCluster.start(
            directory.path(),
            directory.nodes(),
            directory.genesis(plan.policy(), plan.shards()),
            NodeSettings.Tuning.small(),
            plan.acceptedStamp(),
            plan.ports().forNodes(),
            new ProcessHalt());
    opened(cluster);
    steps.accept(
        directory.nodes() == 1
            ? "settlement node is up"
            : directory.nodes() + " settlement nodes are up");
  }

  /** Admits and funds the banks; done again it does what is missing. */
  private void found() throws InterruptedException {
    try (SettlementConnection connection =
        SettlementConnection.open(
            transport("founding"),
            directory.clusterId(),
            directory.issuerKeys().getFirst(),
            PATIENCE)) {
      new Founding(connection.ledger(), directory).run(plan.vaults());
    } catch (TimeoutException silent) {
      throw CommandFailure.failed(silent.getMessage(), silent);
    }
    steps.accept(
        plan.vaults().size() + " banks are admitted, their vaults filled by signed orders");
  }

  private void startServices() throws InterruptedException {
    people = IssuerPeople.in(directory);
    Future<IssuerNode> issuerStart = starters.submit(() -> opened(IssuerNode.start(ofIssuer())));
    Map<Integer, Future<WalletNode>> walletStarts = new TreeMap<>();
    for (int number = 1; number <= plan.banks().size(); number++) {
      WalletSettings settings = ofWallet(number);
      walletStarts.put(
          settings.ledger().bank(), starters.submit(() -> opened(WalletNode.start(settings))));
    }
    issuer = done(issuerStart);
    steps.accept("issuer is up");
    for (Map.Entry<Integer, Future<WalletNode>> start : walletStarts.entrySet()) {
      wallets.put(start.getKey(), done(start.getValue()));
    }
    steps.accept(wallets.size() + " wallet services are up");
  }

  private IssuerServiceSettings ofIssuer() {
    return new IssuerServiceSettings(
        directory.clusterId(),
        transport("issuer"),
        directory.serviceKey(),
        PATIENCE,
        false,
        new HostPort(HOST, plan.ports().issuer()),
        new HostPort(HOST, plan.ports().issuerManagement()),
        Optional.of(databases.settings(ISSUER_DATABASE)),
        path("issuer"),
        people.file(),
        SUPPLY_EVERY,
        SUPPLY_KEPT,
        PEOPLE_RATE);
  }

  private WalletSettings ofWallet(int number) {
    int bank = plan.banks().get(number - 1);
    return new WalletSettings(
        new WalletSettings.LedgerAccess(
            bank,
            directory.cluster(),
            transport("wallet-" + bank),
            directory.bankKey(bank),
            ANSWER_WITHIN,
            plan.batchCommands()),
        new WalletSettings.Http(
            new HostPort(HOST, plan.ports().wallet(number)),
            new HostPort(HOST, plan.ports().walletManagement(number)),
            2),
        Optional.of(databases.settings(databaseOf(bank))),
        path("wallet-" + bank),
        new WalletSettings.Access(
            directory.tokenSecret(bank),
            List.of(directory.operatorToken(bank)),
            TOKEN_VALIDITY,
            plan.callerRate(),
            OPERATOR_RATE,
            true),
        EvidenceRules.standard(),
        Optional.empty());
  }

  private TransportConfig transport(String service) {
    return new TransportConfig(cluster.clusterName(), service, cluster.addresses());
  }

  private Path path(String name) {
    return directory.path().resolve(name);
  }

  private static String databaseOf(int bank) {
    return "bank_" + bank;
  }

  /** The settlement nodes. */
  public LocalCluster cluster() {
    return cluster;
  }

  /** The issuer's service. */
  public IssuerNode issuer() {
    return issuer;
  }

  /** Who may use the issuer's service. */
  public IssuerPeople people() {
    return people;
  }

  /** The wallet service of each bank. */
  public Map<Integer, WalletNode> wallets() {
    return Map.copyOf(wallets);
  }

  /** Where the API of a bank's wallet service is. */
  public String walletUrl(int bank) {
    return "http://" + HOST + ":" + wallets.get(bank).port();
  }

  /** Keys and secrets. */
  public SystemDirectory directory() {
    return directory;
  }

  /** Where nodes are found, for further clients. */
  public TransportConfig transportFor(String service) {
    return transport(service);
  }

  /**
   * Ends what is being started, then stops everything, last first. Whoever calls it while another
   * does waits for the same: a process must not end before.
   */
  @Override
  public synchronized void close() {
    starters.shutdownNow();
    try {
      if (!starters.awaitTermination(START_END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a part is still being started; it is stopped when it is up");
      }
    } catch (InterruptedException hurried) {
      LOG.warn("a part may still be being started; it is stopped when it is up");
    }
    List<AutoCloseable> parts;
    synchronized (started) {
      isClosed = true;
      parts = new ArrayList<>(started);
      started.clear();
    }
    parts.forEach(LocalSystem::stop);
  }

  private <T extends AutoCloseable> T opened(T part) {
    synchronized (started) {
      if (!isClosed) {
        started.push(part);
        return part;
      }
    }
    // Nobody else will stop it, and what told this thread to end must not cut that short.
    boolean unusedInterrupt = Thread.interrupted();
    stop(part);
    throw CommandFailure.failed("the system was told to stop while it started");
  }

  private static void stop(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception failed) {
      LOG.warn("a part did not stop as it should", failed);
    }
  }

  private static <T> T done(Future<T> start) throws InterruptedException {
    try {
      return start.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException reason
          ? reason
          : CommandFailure.failed(failed.getCause().getMessage(), failed.getCause());
    }
  }
}
