package cbdc.simulator.simulate;

import cbdc.settlement.ledger.state.StateBounds;
import cbdc.settlement.node.app.MembershipWatch;
import cbdc.settlement.node.app.ShardGroups;
import cbdc.settlement.node.app.StoredHistory;
import cbdc.settlement.node.core.FailStop;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.core.JoinedNode;
import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.LinkAdmission;
import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.link.genesis.GenesisExchange;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.member.ClusterNews;
import cbdc.settlement.node.member.JoinExchange;
import cbdc.settlement.node.member.MembershipKeeper;
import cbdc.settlement.node.raft.GroupEnvironment;
import cbdc.settlement.node.raft.RaftClock;
import cbdc.settlement.node.raft.RaftSettings;
import cbdc.settlement.node.shard.CourierBounds;
import cbdc.settlement.node.shard.LeaderBounds;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.store.StorageLevel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Puts the parts of a node together for one life, as a real node's start does, on a machine that is
 * simulated.
 */
final class NodeWiring {
  private static final long TICK_MILLIS = 100;
  private static final long PULSE_MILLIS = 500;
  private static final long WATCH_MILLIS = 1_000;
  private static final long JOIN_MILLIS = 500;
  private static final RaftSettings RAFT =
      new RaftSettings(60, 64, 32, 1 << 20, 1_000, 1_024, 2_000);

  private final String id;
  private final World world;
  private final Map<String, SimulatedNode> all;
  private final List<String> configured;
  private final LongSupplier wallMillis;
  private final NodeLife life;
  private final FailStop failStop;
  private final Runnable removed;

  /**
   * Parts of a life whose store is open.
   *
   * @param configured the other nodes that this one's configuration names
   * @param failStop ends this life
   * @param removed called when the node has heard that it was removed
   */
  NodeWiring(
      String id,
      World world,
      Map<String, SimulatedNode> all,
      List<String> configured,
      LongSupplier wallMillis,
      NodeLife life,
      FailStop failStop,
      Runnable removed) {
    this.id = id;
    this.world = world;
    this.all = all;
    this.configured = List.copyOf(configured);
    this.wallMillis = wallMillis;
    this.life = life;
    this.failStop = failStop;
    this.removed = removed;
  }

  /** Begins with what the store says: a member goes on, an empty node asks to join. */
  void begin() {
    life.identity = GenesisExchange.identity(life.store.genesis());
    boolean isMember = life.identity.stage() == LinkIdentity.Stage.COMPLETE;
    life.link =
        new SimulatedLink(
            id,
            world,
            all,
            life,
            configured,
            isMember ? LinkAdmission.GENESIS : LinkAdmission.JOINER);
    if (isMember) {
      takePart(ClusterNews.NONE);
    } else {
      askToJoin(
          new JoinExchange(
              new JoinedNode(id, life.identity.journalId(), "127.0.0.1", 1),
              configured,
              life.store.genesis(),
              (peer, question) -> life.link.askToJoin(peer, question),
              JOIN_MILLIS),
          0);
    }
  }

  private void askToJoin(JoinExchange exchange, int turn) {
    exchange
        .ask(configured.get(turn % configured.size()))
        .thenAccept(
            joined ->
                joined.ifPresentOrElse(
                    member -> {
                      world.note(() -> id + " has joined");
                      life.identity = GenesisExchange.identity(life.store.genesis());
                      // Not inside the answer's future, which would keep what this throws.
                      life.process.later(0, () -> takePart(member.news()));
                    },
                    () ->
                        life.process.later(
                            TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS),
                            () -> askToJoin(exchange, turn + 1))));
  }

  private void takePart(ClusterNews news) {
    life.cluster =
        new ClusterMembers(
            life.store.genesis().read().map(GenesisState::record).orElseThrow(),
            life.store.joinedNodes());
    life.cluster.learn(news);
    life.keeper = new MembershipKeeper(life.cluster::roster, life.link::isReachable);
    life.members = new MembershipWatch(id, addresses(), life.link, life.cluster, life.keeper);
    life.members.admit();
    NodeShards shards = shards();
    life.groups =
        new ShardGroups(
            new ShardGroups.Parts(
                id, RAFT, life.store, shards, life.cluster, environment(), this::roleChanged));
    life.groups.prepare();
    startGroups();
    life.shards = shards;
    startTimers(shards);
  }

  private Map<String, LinkAddress> addresses() {
    Map<String, LinkAddress> addresses = new TreeMap<>();
    configured.forEach(peer -> addresses.put(peer, new LinkAddress("127.0.0.1", 1)));
    return addresses;
  }

  private NodeShards shards() {
    SimulatedThread courier = life.process.thread("courier");
    return new NodeShards(
        new NodeShards.Parts(
            id,
            world.genesis(),
            SimulatedKey.signatures(),
            life.cluster,
            StateBounds.DEFAULT,
            LeaderBounds.DEFAULT,
            CourierBounds.DEFAULT,
            life.link::post,
            life.link::askHistory,
            life.link::isReachable,
            courier::submit,
            wallMillis,
            life.process::clockNanos,
            () -> life.store.storageLevel() != StorageLevel.ENOUGH),
        shard ->
            new WatchedHistory(id, shard, new StoredHistory(life.store.history(shard)), world));
  }

  private GroupEnvironment environment() {
    return new GroupEnvironment(
        life.link,
        task -> life.process.later(200_000, task),
        failStop,
        new RaftClock(life.process::clockNanos),
        world.chance().fork().random(),
        (name, uncaught, halted) -> life.process.thread(uncaught, halted));
  }

  private void roleChanged(RoleListener.RoleChange change) {
    if (change.role() == ReplicaRole.LEADER) {
      world.watch().elected(id, change.shard(), change.term());
    }
  }

  /** What goes wrong while the logs are read ends the start at once. */
  private void startGroups() {
    CompletableFuture<Void> started = life.groups.start(Runnable::run).toCompletableFuture();
    if (started.isCompletedExceptionally()) {
      switch (causeOf(started)) {
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }

  private static Throwable causeOf(CompletableFuture<Void> failed) {
    Throwable thrown = failed.exceptionNow();
    return thrown instanceof CompletionException ? thrown.getCause() : thrown;
  }

  private void startTimers(NodeShards shards) {
    SimulatedThread timers = life.process.thread("timers");
    every(timers, TICK_MILLIS, shards::tick);
    every(timers, PULSE_MILLIS, life.link::pulse);
    every(timers, PULSE_MILLIS, this::followMembers);
    every(timers, WATCH_MILLIS, this::watch);
    every(timers, WATCH_MILLIS, shards.backfill()::run);
  }

  private void every(SimulatedThread timers, long millis, Runnable task) {
    life.process.later(
        TimeUnit.MILLISECONDS.toNanos(millis),
        () -> {
          timers.submit(task);
          every(timers, millis, task);
        });
  }

  private void followMembers() {
    life.members.look(life.shards, life.groups);
    countSteps();
    if (life.members.isRemoved()) {
      life.store.genesis().markRemoved();
      removed.run();
    }
  }

  private void countSteps() {
    long steps = 0;
    for (MembershipChange.Kind kind : MembershipChange.Kind.values()) {
      steps += life.keeper.steps(kind);
    }
    world.counters().add(Counters.Count.MEMBERSHIP_CHANGES, steps - life.stepsCounted);
    life.stepsCounted = steps;
    long handedOver = life.groups.handedOver() + life.keeper.handOvers();
    world.counters().add(Counters.Count.LEADERSHIP_TRANSFERS, handedOver - life.handOversCounted);
    life.handOversCounted = handedOver;
  }

  private void watch() {
    life.store.measureStorage();
    life.shards.watchClock();
    life.shards.askVotesAgain();
    if (!life.shards.isStopping()) {
      life.groups.followPlacement((shard, voters) -> world.grid().settled(id, shard, voters));
    }
  }
}
