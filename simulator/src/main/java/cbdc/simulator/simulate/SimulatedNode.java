package cbdc.simulator.simulate;

import cbdc.settlement.client.transport.CallResult;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.settlement.node.app.StoredHistory;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.TransferOutcome;
import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.link.genesis.GenesisExchange;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.raft.CbdcModelFactory;
import cbdc.settlement.node.raft.GroupEnvironment;
import cbdc.settlement.node.raft.GroupOrigin;
import cbdc.settlement.node.raft.GroupSnapshots;
import cbdc.settlement.node.raft.RaftClock;
import cbdc.settlement.node.raft.RaftGroup;
import cbdc.settlement.node.raft.RaftSettings;
import cbdc.settlement.node.shard.CourierBounds;
import cbdc.settlement.node.shard.LeaderBounds;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.shard.PendingAnswer;
import cbdc.settlement.node.store.Backup;
import cbdc.settlement.node.store.NodeEndpoint;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.RaftShardStore;
import cbdc.settlement.node.store.StorageLevel;
import cbdc.settlement.node.store.StoreException;
import cbdc.settlement.node.store.StoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A settlement node whose machine is simulated: everything between its store and its calls is what
 * runs in a real one.
 */
final class SimulatedNode {
  private static final long TICK_MILLIS = 100;
  private static final long PULSE_MILLIS = 500;
  private static final long WATCH_MILLIS = 1_000;
  private static final RaftSettings RAFT =
      new RaftSettings(60, 64, 32, 1 << 20, 1_000, 1_024, 2_000);

  private final String id;
  private final World world;
  private final Map<String, SimulatedNode> all;
  private SimulatedDisk disk;
  private GenesisRecord genesis;
  private long wallOffsetMillis;
  private NodeLife life;
  private boolean mayHalt;

  SimulatedNode(String id, World world, Map<String, SimulatedNode> all) {
    this.id = id;
    this.world = world;
    this.all = all;
    this.disk = new SimulatedDisk(world.time(), world.chance().fork());
  }

  String id() {
    return id;
  }

  SimulatedDisk disk() {
    return disk;
  }

  /** Puts another disk in; returns the one that was there. The process must be dead. */
  SimulatedDisk replaceDisk(SimulatedDisk other) {
    SimulatedDisk before = disk;
    disk = other;
    return before;
  }

  /** A backup of this node as it is now, as it would be restored under this node's id. */
  SimulatedDisk backup() {
    SimulatedDisk copy = disk.copy(world.chance().fork());
    Backup.disown(copy.mount(newLife().process));
    return copy;
  }

  boolean isUp() {
    return life != null && !life.process.isDead();
  }

  /** The store is about to fail by the machine's fault: the node may halt. */
  void mayHalt(boolean allowed) {
    mayHalt = allowed;
  }

  /** Sets the wall clock wrong by so much. */
  void wallOffset(long millis) {
    wallOffsetMillis = millis;
  }

  void pause(long millis) {
    if (isUp()) {
      life.process.pause(millis);
    }
  }

  /** This life of the process, or the last one; null before the first. */
  NodeLife life() {
    return life;
  }

  private NodeLife newLife() {
    return new NodeLife(new SimulatedProcess(world.time(), id, world.watch()::uncaught));
  }

  /** Draws this node's journal id, for the genesis record. */
  LinkIdentity drawJournal() {
    NodeLife made = newLife();
    made.store = open(made);
    LinkIdentity identity = GenesisExchange.identity(made.store.genesis());
    made.store.close();
    return identity;
  }

  /** Writes the genesis, as the exchange between nodes would. */
  void found(GenesisRecord record) {
    genesis = record;
    NodeLife made = newLife();
    made.store = open(made);
    made.store.genesis().prepare(record);
    made.store.genesis().complete();
    made.store.close();
  }

  /** Writes the same genesis again, on another disk. */
  void refound() {
    found(genesis);
  }

  private NodeStore open(NodeLife made) {
    return NodeStore.inOneThread(
        disk.mount(made.process),
        StoreOptions.small().withEntryMemory(8 * 1024),
        (reason, cause) -> halted(made, reason, cause),
        disk::usableBytes,
        task -> made.process.later(1_000_000 + world.chance().below(20_000_000), task),
        () -> new SimulatedProcess.Died(id + " stands still"));
  }

  /** Starts the process, as its operator does after any end. */
  void start() {
    if (isUp()) {
      return;
    }
    NodeLife started = newLife();
    life = started;
    world.counters().add(Counters.Count.NODES_STARTED);
    world.note(() -> id + " starts");
    try {
      begin(started);
    } catch (SimulatedProcess.Died died) {
      // Its disk had a crash in store for it.
    } catch (StoreException refused) {
      halted(started, "refuses to start: " + refused.getMessage(), refused);
    }
  }

  private void begin(NodeLife starting) {
    starting.store = open(starting);
    starting.link = new SimulatedLink(id, world, all, starting);
    starting.identity = GenesisExchange.identity(starting.store.genesis());
    if (starting.identity.stage() != LinkIdentity.Stage.COMPLETE) {
      world.note(() -> id + " waits for a genesis");
      return;
    }
    SimulatedThread courier = starting.process.thread("courier");
    ClusterMembers cluster = new ClusterMembers(genesis, starting.store.joinedNodes());
    NodeShards shards =
        new NodeShards(
            new NodeShards.Parts(
                id,
                world.genesis(),
                cluster,
                StateBounds.DEFAULT,
                LeaderBounds.DEFAULT,
                CourierBounds.DEFAULT,
                (to, kind, payload) -> starting.link.post(to, kind, payload),
                (to, request) -> starting.link.askHistory(to, request),
                to -> starting.link.isReachable(to),
                courier::submit,
                () -> world.wallMillis() + wallOffsetMillis,
                world.time()::nanos,
                () -> starting.store.storageLevel() != StorageLevel.ENOUGH),
            shard ->
                new WatchedHistory(
                    id, shard, new StoredHistory(starting.store.history(shard)), world));
    for (int shard = 0; shard < genesis.shardCount(); shard++) {
      if (genesis.shardMembers().get(shard).contains(id)) {
        shards.hold(shard);
      }
    }
    startGroups(starting, shards);
    starting.shards = shards;
    SimulatedThread timers = starting.process.thread("timers");
    every(starting, timers, TICK_MILLIS, shards::tick);
    every(starting, timers, PULSE_MILLIS, () -> starting.link.pulse());
    every(starting, timers, PULSE_MILLIS, () -> learnMembers(starting, cluster));
    every(starting, timers, WATCH_MILLIS, () -> watch(starting));
    every(starting, timers, WATCH_MILLIS, shards.backfill()::run);
  }

  private void startGroups(NodeLife starting, NodeShards shards) {
    GroupEnvironment environment =
        new GroupEnvironment(
            starting.link,
            task -> starting.process.later(200_000, task),
            (reason, cause) -> halted(starting, reason, cause),
            new RaftClock(world.time()::nanos),
            world.chance().fork().random(),
            (name, uncaught, halted) -> starting.process.thread(uncaught, halted));
    for (int shard : shards.shards()) {
      RaftShardStore shardStore =
          starting.store.shard(shard, new CbdcModelFactory(), NodeEndpoint::new);
      GroupOrigin origin =
          shardStore
              .restore()
              .<GroupOrigin>map(GroupOrigin.Restored::new)
              .orElseGet(() -> new GroupOrigin.Founded(genesis.shardMembers().get(shard)));
      RaftGroup group =
          new RaftGroup(
              environment,
              new RaftGroup.Parts(
                  shard,
                  id,
                  RAFT,
                  origin,
                  shardStore,
                  GroupSnapshots.of(shardStore),
                  shards.machine(shard)));
      shards.connect(shard, group);
      group.addRoleListener(
          change -> {
            if (change.role() == ReplicaRole.LEADER) {
              world.watch().elected(id, change.shard(), change.term());
            }
          });
      starting.groups.put(shard, group);
    }
    starting.groups.values().forEach(group -> group.start().toCompletableFuture().isDone());
  }

  private void every(NodeLife running, SimulatedThread timers, long millis, Runnable task) {
    running.process.later(
        TimeUnit.MILLISECONDS.toNanos(millis),
        () -> {
          timers.submit(task);
          every(running, timers, millis, task);
        });
  }

  private static void learnMembers(NodeLife running, ClusterMembers cluster) {
    running.shards.learnNodeChanges();
    running.groups.values().forEach(group -> cluster.learn(group.status()));
  }

  private void watch(NodeLife running) {
    running.store.measureStorage();
    running.shards.watchClock();
    running.shards.askVotesAgain();
    followPlacement(running);
  }

  /** As a real node does, one shard at a time. */
  private void followPlacement(NodeLife running) {
    running.groups.forEach(
        (shard, group) -> {
          GroupStatus status = group.status();
          List<String> voters = status.votingMembers();
          Optional<String> timekeeper =
              running.shards.clock().successors(voters).stream()
                  .filter(node -> canTakeLeadership(running, node))
                  .findFirst();
          Optional<String> target =
              timekeeper.or(
                  () ->
                      world
                          .grid()
                          .settled(id, shard, voters)
                          .filter(node -> canTakeLeadership(running, node))
                          .filter(running.shards.clock().confirmed(voters)::contains));
          if (status.isLeader() && target.isPresent() && !running.transferring) {
            running.transferring = true;
            group.transferLeadership(
                target.get(),
                outcome -> {
                  running.transferring = false;
                  if (outcome == TransferOutcome.TRANSFERRED) {
                    world.counters().add(Counters.Count.LEADERSHIP_TRANSFERS);
                  }
                });
          }
        });
  }

  private boolean canTakeLeadership(NodeLife running, String node) {
    return !node.equals(id)
        && running.link.isReachable(node)
        && !running.shards.stoppingPeers().contains(node);
  }

  /** Dies at once; what was not synced is lost. */
  void crash() {
    if (isUp()) {
      world.note(() -> id + " dies");
      life.process.die();
      long before = disk.lostRounds();
      disk.loseUnsynced();
      world.counters().add(Counters.Count.ROUNDS_LOST_AT_CRASH, disk.lostRounds() - before);
    }
  }

  /** Stops in order: hands leadership over and syncs what is queued. */
  void stop(Runnable whenStopped) {
    if (!isUp() || life.shards == null) {
      crash();
      whenStopped.run();
      return;
    }
    NodeLife stopping = life;
    world.note(() -> id + " stops");
    stopping.shards.beginStop();
    stopping.link.pulse();
    for (RaftGroup group : stopping.groups.values()) {
      GroupStatus status = group.status();
      if (status.isLeader()) {
        status.votingMembers().stream()
            .filter(node -> canTakeLeadership(stopping, node))
            .findFirst()
            .ifPresent(node -> group.transferLeadership(node, outcome -> {}));
      }
    }
    stopping.process.later(
        TimeUnit.MILLISECONDS.toNanos(3_000), () -> terminate(stopping, whenStopped));
  }

  private void terminate(NodeLife stopping, Runnable whenStopped) {
    List<CompletableFuture<Void>> ended = new ArrayList<>();
    stopping.groups.values().forEach(group -> ended.add(group.terminate().toCompletableFuture()));
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new))
            .thenRun(
                () -> {
                  stopping.store.close();
                  stopping.process.die();
                  disk.loseUnsynced();
                  whenStopped.run();
                });
  }

  private void halted(NodeLife running, String reason, Throwable cause) {
    if (running.process.isDead()) {
      return;
    }
    world.note(() -> id + " halts: " + reason);
    running.process.die();
    disk.loseUnsynced();
    if (!mayHalt) {
      world.watch().haltedWithoutFault(id, reason, cause);
    }
  }

  /**
   * Answers a call that has just arrived.
   *
   * @param reply receives the answer once, unless the process dies before
   */
  void call(byte kind, byte[] request, Consumer<CallResult> reply) {
    if (!isUp()) {
      return;
    }
    NodeLife running = life;
    running.process.later(
        0,
        () -> {
          if (running.shards == null) {
            reply.accept(
                new CallResult.Refused(CallResult.Reason.NOT_READY, "the node is starting"));
            return;
          }
          PendingAnswer<byte[]> pending = running.shards.calls().begin(kind, request);
          boolean[] taken = {false};
          Runnable take =
              () -> {
                if (!taken[0]) {
                  taken[0] = true;
                  reply.accept(new CallResult.Answered(pending.take()));
                }
              };
          pending.whenReady(() -> running.process.later(10_000, take));
          running.process.later(TimeUnit.MILLISECONDS.toNanos(pending.maxWaitMillis()), take);
        });
  }

  /** Whether this node believes that it leads a shard. */
  boolean isLeading(int shard) {
    return isUp() && life.groups.containsKey(shard) && life.groups.get(shard).status().isLeader();
  }

  /** How the groups of this node stand; empty while it is down. */
  List<GroupStatus> statuses() {
    return isUp() ? life.groups.values().stream().map(RaftGroup::status).toList() : List.of();
  }
}
