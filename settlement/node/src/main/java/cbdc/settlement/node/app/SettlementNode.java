package cbdc.settlement.node.app;

import cbdc.kit.HealthChecks;
import cbdc.kit.Lifecycle;
import cbdc.kit.ManagementServer;
import cbdc.kit.ServiceMetrics;
import cbdc.kit.StartException;
import cbdc.protocol.GenesisCodec;
import cbdc.settlement.node.cluster.ClusterMember;
import cbdc.settlement.node.cluster.ClusterMemberConfig;
import cbdc.settlement.node.cluster.DerivedMaps;
import cbdc.settlement.node.cluster.LeaderPlacement;
import cbdc.settlement.node.core.FailStop;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.link.LinkConfig;
import cbdc.settlement.node.link.LinkLimits;
import cbdc.settlement.node.link.NodeLink;
import cbdc.settlement.node.link.RaftFrames;
import cbdc.settlement.node.link.genesis.GenesisExchange;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.member.MembershipKeeper;
import cbdc.settlement.node.raft.GroupEnvironment;
import cbdc.settlement.node.shard.KeySignatures;
import cbdc.settlement.node.shard.LoneClock;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StorageLevel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One settlement node: every part wired by hand, started in order and stopped in reverse. Two of
 * them fit in one process.
 *
 * <p>Order: store, addresses, management (so that an operator sees what a start waits for), node
 * link, genesis, the shards' groups, cluster membership, timers, metrics.
 */
public final class SettlementNode implements AutoCloseable {
  private static final long TICK_MILLIS = 20;
  private static final long PULSE_MILLIS = 500;
  private static final long WATCH_MILLIS = 1_000;
  private static final long PUBLISH_MILLIS = 250;
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  /** It waits for people who start the other nodes, and says for whom; no clock ends that. */
  private static final Duration GENESIS_LIMIT = Duration.ofDays(36_500);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final NodeSettings settings;
  private final FailStop failStop;
  private final LongSupplier wallMillis;
  private final HealthChecks health = new HealthChecks();
  private final ServiceMetrics metrics = ServiceMetrics.ofProcess();
  private final Lifecycle lifecycle;
  private final List<ExecutorService> executors = new ArrayList<>();

  private final ExecutorService courierThread;
  private final ExecutorService storeReads;
  private final ExecutorService linkHandlers;
  private final NodeTimers timers;
  private NodeStore store;
  private Vertx vertx;
  private volatile NodeLink link;
  private PeerTraffic traffic;
  private RaftFrames raftFrames;
  private volatile ClusterEntry entry;
  private ClusterMembers cluster;
  private MembershipKeeper keeper;
  private MembershipWatch watch;
  private volatile GenesisRecord genesis;
  private volatile NodeShards shards;
  private volatile ShardGroups groups;
  private ClusterMember member;
  private LeaderPlacement placement;
  private DerivedMaps derived;
  private ManagementServer management;

  private SettlementNode(NodeSettings settings, FailStop failStop, LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
    this.settings = settings;
    this.failStop = failStop;
    this.lifecycle = new Lifecycle("settlement node " + settings.nodeId());
    this.courierThread = own(Executors.newSingleThreadExecutor(named("courier")));
    this.storeReads = own(Executors.newFixedThreadPool(2, named("store-reads")));
    this.linkHandlers = own(Executors.newFixedThreadPool(2, named("link")));
    this.timers = new NodeTimers(named("timers"), failStop);
  }

  /**
   * Starts a node and returns when it takes part in its cluster.
   *
   * @param failStop called when going on could lose or invent money
   * @throws cbdc.kit.StartException with one line for the operator; by then nothing of the node is
   *     left
   */
  public static SettlementNode start(NodeSettings settings, FailStop failStop) {
    return start(settings, failStop, System::currentTimeMillis);
  }

  /** The same by another wall clock. */
  static SettlementNode start(NodeSettings settings, FailStop failStop, LongSupplier wallMillis) {
    SettlementNode node = new SettlementNode(settings, failStop, wallMillis);
    node.addParts();
    try {
      node.lifecycle.start();
    } catch (RuntimeException e) {
      node.shutDown();
      throw e;
    }
    return node;
  }

  private void addParts() {
    lifecycle.addTo(health);
    add("store", this::openStore, () -> store.close());
    add("addresses", this::requireFreeAddresses, () -> {});
    add("management", this::startManagement, this::stopManagement);
    add("node link", this::startLink, this::stopLink);
    add("genesis", GENESIS_LIMIT, this::agreeOnGenesis, () -> {});
    add(
        "shards",
        this::startShards,
        () ->
            groups.terminate().toCompletableFuture().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS));
    add("cluster", this::joinCluster, this::leaveCluster);
    add("timers", this::startTimers, timers::stop);
    add(
        "metrics",
        () -> new NodeMetrics(metrics.registry(), shards, groups, store, derived, keeper).bind(),
        () -> {});
  }

  private void openStore() {
    store = OwnStore.open(settings, failStop);
  }

  private void requireFreeAddresses() {
    NodeSettings.Network network = settings.network();
    List.of(
            new OwnAddress("link.address", network.link().host(), network.link().port()),
            new OwnAddress("cluster.address", network.cluster().host(), network.cluster().port()),
            new OwnAddress(
                "services.address", network.services().host(), network.services().port()),
            new OwnAddress(
                "management.address", network.managementHost(), network.managementPort()))
        .forEach(OwnAddress::requireFree);
  }

  private void startLink() throws Exception {
    NodeSettings.Network network = settings.network();
    LinkConfig config =
        new LinkConfig(
            settings.nodeId(),
            network.link(),
            network.peers(),
            network.tls(),
            LinkLimits.standard());
    link = new NodeLink(vertx, config, GenesisExchange.identity(store.genesis()), linkHandlers);
    traffic = new PeerTraffic(link, storeReads, failStop);
    raftFrames = traffic.connect();
    entry = new ClusterEntry(settings, store, link, traffic);
    try {
      link.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new StartException(failed.getCause().getMessage(), failed.getCause());
    }
  }

  private void stopLink() throws Exception {
    link.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void stopManagement() throws Exception {
    management.stop();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void agreeOnGenesis() throws InterruptedException {
    cluster = entry.run();
    genesis = cluster.roster().genesis();
    keeper = new MembershipKeeper(cluster::roster, link::isReachable);
    watch =
        new MembershipWatch(settings.nodeId(), settings.network().peers(), link, cluster, keeper);
    watch.admit();
    entry.becomeMember();
    traffic.serve(cluster);
  }

  private void startShards() throws Exception {
    NodeShards created =
        new NodeShards(
            new NodeShards.Parts(
                settings.nodeId(),
                GenesisCodec.decode(genesis.ledgerGenesis()),
                new KeySignatures(),
                cluster,
                settings.tuning().state(),
                settings.tuning().leader(),
                settings.tuning().courier(),
                traffic::post,
                traffic::askHistory,
                link::isReachable,
                task -> courierThread.execute(guarded(task)),
                wallMillis,
                System::nanoTime,
                () -> store.storageLevel() != StorageLevel.ENOUGH),
            shard -> new StoredHistory(store.history(shard)));
    GroupEnvironment environment = GroupEnvironment.ofNode(raftFrames, storeReads, failStop);
    groups =
        new ShardGroups(
            new ShardGroups.Parts(
                settings.nodeId(), settings.tuning().raft(), store, created, cluster, environment));
    groups.prepare();
    requireClock(created);
    shards = created;
    traffic.serve(created);
    traffic.serve(groups);
    try (ExecutorService readers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      groups.start(readers).toCompletableFuture().get();
    }
  }

  /** Before any group starts: a lone node leads at once, and would stamp what is due. */
  private void requireClock(NodeShards created) {
    Instant wall = Instant.ofEpochMilli(created.clock().wallMillis());
    created
        .lastLoneStamp()
        .flatMap(stamp -> LoneClock.question(wall, stamp, settings.acceptedStamp()))
        .ifPresent(
            question -> {
              throw new StartException(question);
            });
  }

  private void joinCluster() {
    NodeSettings.Network network = settings.network();
    member =
        ClusterMember.start(
            ClusterMemberConfig.of(
                network.clusterName(),
                settings.nodeId(),
                network.cluster(),
                network.services(),
                network.clusterMembers()));
    placement = new LeaderPlacement(member, () -> {});
    derived = new DerivedMaps(settings.nodeId(), member, System::currentTimeMillis);
    member.serve((kind, request) -> shards.calls().handle(kind, request));
  }

  private void leaveCluster() {
    member.stopServing();
    shards.beginStop();
    sendPulse();
    groups.handOver();
    derived.close();
    placement.close();
    member.close();
  }

  private void startTimers() {
    timers.every(TICK_MILLIS, () -> shards.tick());
    timers.every(PULSE_MILLIS, this::sendPulse);
    timers.every(PULSE_MILLIS, this::followMembers);
    timers.every(WATCH_MILLIS, this::watch);
    timers.every(WATCH_MILLIS, () -> shards.backfill().run());
    DerivedFigures figures = new DerivedFigures(derived, shards, groups, lifecycle, health);
    timers.every(PUBLISH_MILLIS, figures::publish);
  }

  private void sendPulse() {
    traffic.pulse(shards.pulse());
  }

  private void followMembers() {
    watch.look(shards, groups);
    if (watch.isRemoved() && !store.genesis().isRemoved()) {
      store.genesis().markRemoved();
      failStop.halt(
          "an order removed node "
              + settings.nodeId()
              + ", and the cluster goes on without it;"
              + " its id is never used again",
          null);
    }
  }

  private void watch() {
    store.measureStorage();
    shards.watchClock();
    shards.askVotesAgain();
    if (shards.isStopping()) {
      groups.followDrain();
    } else {
      groups.followPlacement(placement::settled);
    }
  }

  private void startManagement() throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(4));
    new NodeHealth(() -> shards, () -> groups, this::genesisProblem, store, this::isReachable)
        .addTo(health);
    NodeStatus status =
        new NodeStatus(
            settings.nodeId(),
            lifecycle,
            health,
            store,
            new NodeStatus.Parts(
                () -> genesis,
                () -> shards,
                () -> groups,
                () -> link == null ? null : link.peers()));
    NodeOperations operations =
        new NodeOperations(status, () -> shards, () -> groups, this::sendPulse, this::backup);
    NodeSettings.Network network = settings.network();
    management =
        new ManagementServer(
            vertx,
            network.managementHost(),
            network.managementPort(),
            health,
            metrics,
            operations.all(ManagementToken.of(settings.dataDir())));
    management.start();
  }

  private boolean isReachable(String nodeId) {
    return nodeId.equals(settings.nodeId()) || link.isReachable(nodeId);
  }

  private NodeBackup backup() {
    return groups == null
        ? null
        : new NodeBackup(settings.nodeId(), genesis, store, shards, groups);
  }

  /** This node's id. */
  public String nodeId() {
    return settings.nodeId();
  }

  /** Where services reach the cluster through this node, {@code host:port}. */
  public String servicesAddress() {
    return member.servicesAddress();
  }

  /** Port of health and metrics. */
  public int managementPort() {
    return management.port();
  }

  /** The shards of this node. */
  public NodeShards shards() {
    return shards;
  }

  /** Which nodes hold which shard, as far as this node knows. */
  ClusterMembers members() {
    return cluster;
  }

  /** What genesis waits for, while the node starts; empty afterwards. */
  public String genesisProblem() {
    return entry == null ? "" : entry.problem();
  }

  /** Where the node stands in its life. */
  public Lifecycle.State state() {
    return lifecycle.state();
  }

  /** What the store measures. */
  public NodeStore store() {
    return store;
  }

  /** Hands leadership over, finishes what is under way, and stops. */
  @Override
  public void close() {
    lifecycle.stop("asked to");
    shutDown();
  }

  private void shutDown() {
    timers.stop();
    executors.forEach(ExecutorService::shutdownNow);
    metrics.close();
  }

  /**
   * A failure on the courier's thread means that answers or groups were lost for a reason nobody
   * knows: stop, rather than guess.
   */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable t) {
        failStop.halt("the courier failed", t);
      }
    };
  }

  private void add(String name, Lifecycle.Step start, Lifecycle.Step stop) {
    add(name, START_LIMIT, start, stop);
  }

  private void add(String name, Duration startLimit, Lifecycle.Step start, Lifecycle.Step stop) {
    lifecycle.add(name, startLimit, STOP_LIMIT, start, stop);
  }

  private <T extends ExecutorService> T own(T executor) {
    executors.add(executor);
    return executor;
  }

  private java.util.concurrent.ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name + "-" + settings.nodeId());
      thread.setDaemon(true);
      return thread;
    };
  }
}
