package cbdc.simulator.simulate;

import cbdc.settlement.client.transport.CallResult;
import cbdc.settlement.node.app.StoredHistory;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.link.genesis.GenesisExchange;
import cbdc.settlement.node.shard.PendingAnswer;
import cbdc.settlement.node.shard.ShardHost;
import cbdc.settlement.node.store.Backup;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.StoreException;
import cbdc.settlement.node.store.StoreOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A settlement node whose machine is simulated: everything between its store and its calls is what
 * runs in a real one.
 */
final class SimulatedNode {
  private static final long HAND_OVER_MILLIS = 3_000;
  private static final StoreOptions STORE = StoreOptions.small().withEntryMemory(8 * 1024);

  private final String id;
  private final World world;
  private final Map<String, SimulatedNode> all;
  private final List<String> configured;
  private SimulatedDisk disk;

  /** Null for a node that joined later. */
  private GenesisRecord genesis;

  private long wallOffsetMillis;
  private NodeLife life;
  private boolean mayHalt;
  private boolean isRemoved;
  private boolean isLost;

  /**
   * A node with an empty disk.
   *
   * @param configured the other nodes that its configuration names
   */
  SimulatedNode(
      String id, World world, Map<String, SimulatedNode> all, Collection<String> configured) {
    this.id = id;
    this.world = world;
    this.all = all;
    this.configured = List.copyOf(configured);
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

  /** Runs, and is a member of the cluster. */
  boolean hasJoined() {
    return isUp() && life.identity != null && life.identity.stage() == LinkIdentity.Stage.COMPLETE;
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

  /** Stands still, its monotonic clock as well. */
  void suspend(long millis) {
    if (isUp()) {
      life.process.suspend(millis);
    }
  }

  /** This life of the process, or the last one; null before the first. */
  NodeLife life() {
    return life;
  }

  private NodeLife newLife() {
    return new NodeLife(
        new SimulatedProcess(world.time(), world.chance().fork(), id, world.watch()::uncaught));
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

  /** Writes the same genesis again, on another disk; who joined later has none to write. */
  void refound() {
    if (genesis != null) {
      found(genesis);
    }
  }

  /** Dies with its disk and never comes back. */
  void lose() {
    crash();
    isLost = true;
  }

  /** Whether it and its disk are gone for ever. */
  boolean isLost() {
    return isLost;
  }

  /** Whether this node has heard that it was removed: it never starts again. */
  boolean isRemoved() {
    return isRemoved;
  }

  private NodeStore open(NodeLife made) {
    return NodeStore.inOneThread(
        disk.mount(made.process),
        STORE,
        (reason, cause) -> halted(made, reason, cause),
        disk::usableBytes,
        task -> made.process.later(1_000_000 + world.chance().below(20_000_000), task),
        () -> new SimulatedProcess.Died(id + " stands still"));
  }

  /** Starts the process, as its operator does after any end. */
  void start() {
    if (isUp() || isRemoved || isLost) {
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
    if (starting.store.genesis().isRemoved()) {
      leave(starting);
      return;
    }
    new NodeWiring(
            id,
            world,
            all,
            configured,
            () -> world.wallMillis() + wallOffsetMillis,
            starting,
            (reason, cause) -> halted(starting, reason, cause),
            () -> leave(starting))
        .begin();
  }

  private void leave(NodeLife running) {
    world.note(() -> id + " was removed and ends");
    isRemoved = true;
    running.process.die();
    disk.loseUnsynced();
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
    world.note(() -> id + " hands over: " + stopping.groups.handOverAll().isDone());
    stopping.process.later(
        TimeUnit.MILLISECONDS.toNanos(HAND_OVER_MILLIS), () -> terminate(stopping, whenStopped));
  }

  private void terminate(NodeLife stopping, Runnable whenStopped) {
    CompletionStage<Void> unused =
        stopping
            .groups
            .terminate()
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
    if (!mayHalt || !(isOfTheStore(cause) || isFull())) {
      world.watch().haltedWithoutFault(id, reason, cause);
    }
  }

  private boolean isFull() {
    return disk.usableBytes() < STORE.diskHaltBytes();
  }

  private static boolean isOfTheStore(Throwable thrown) {
    return thrown != null && (thrown instanceof StoreException || isOfTheStore(thrown.getCause()));
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
    return statuses().stream().anyMatch(status -> status.shard() == shard && status.isLeader());
  }

  /** The shards of this node. */
  List<ShardHost> hosts() {
    return isUp() && life.shards != null
        ? life.shards.shards().stream().flatMap(s -> life.shards.host(s).stream()).toList()
        : List.of();
  }

  /** The parts of its shards' histories that another node has to give. */
  List<String> gaps() {
    return life == null || life.shards == null
        ? List.of()
        : life.shards.shards().stream().flatMap(shard -> gap(shard).stream()).toList();
  }

  private Optional<String> gap(int shard) {
    return new StoredHistory(life.store.history(shard))
        .firstGap()
        .map(gap -> id + " shard " + shard + " lacks " + gap);
  }

  /** How the groups of this node stand; empty while it takes part in none. */
  List<GroupStatus> statuses() {
    return isUp() && life.groups != null ? life.groups.statuses() : List.of();
  }
}
