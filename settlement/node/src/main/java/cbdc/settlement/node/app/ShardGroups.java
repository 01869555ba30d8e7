package cbdc.settlement.node.app;

import cbdc.settlement.node.cluster.LeaderPlacement;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.TransferOutcome;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.raft.CbdcModelFactory;
import cbdc.settlement.node.raft.GroupEnvironment;
import cbdc.settlement.node.raft.GroupOrigin;
import cbdc.settlement.node.raft.GroupSnapshots;
import cbdc.settlement.node.raft.RaftGroup;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.store.NodeEndpoint;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.RaftShardStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Raft groups of this node: started from the store, led as placement wishes, handed over before
 * a stop.
 */
final class ShardGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ShardGroups.class);
  private static final long HAND_OVER_SECONDS = 10;

  private final NodeSettings settings;
  private final GenesisRecord genesis;
  private final NodeStore store;
  private final NodeShards shards;
  private final GroupEnvironment environment;
  private final ClusterMembers cluster;
  private final Map<Integer, RaftGroup> groups = new ConcurrentSkipListMap<>();

  /** Shards whose leader sends to this node, which has no replica of them yet. */
  private final Set<Integer> called = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean transferring = new AtomicBoolean();
  private volatile boolean ready;

  ShardGroups(
      NodeSettings settings,
      GenesisRecord genesis,
      NodeStore store,
      NodeShards shards,
      ClusterMembers cluster,
      GroupEnvironment environment) {
    this.cluster = cluster;
    this.settings = settings;
    this.genesis = genesis;
    this.store = store;
    this.shards = shards;
    this.environment = environment;
  }

  /** The shards of genesis, and those that came since. */
  private List<Integer> held() {
    return IntStream.range(0, genesis.shardCount())
        .filter(
            shard ->
                genesis.shardMembers().get(shard).contains(settings.nodeId()) || store.holds(shard))
        .boxed()
        .toList();
  }

  /** Makes the hosts of the shards that this node holds, without starting any group. */
  void prepare() {
    held().forEach(shards::hold);
  }

  /** Starts every group from what the store holds; returns when all have their state. */
  void start() throws InterruptedException, ExecutionException {
    Map<Integer, RaftShardStore> stores = new TreeMap<>();
    for (int shard : shards.shards()) {
      stores.put(shard, storeOf(shard));
    }
    Map<Integer, GroupOrigin> origins = restore(stores);
    for (int shard : shards.shards()) {
      groups.put(shard, group(shard, stores.get(shard), origins.get(shard)));
    }
    ready = true;
    CompletableFuture<?>[] started =
        groups.values().stream()
            .map(group -> group.start().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(started).get();
  }

  private RaftShardStore storeOf(int shard) {
    return store.shard(shard, new CbdcModelFactory(), NodeEndpoint::new);
  }

  private RaftGroup group(int shard, RaftShardStore shardStore, GroupOrigin origin) {
    RaftGroup group =
        new RaftGroup(
            environment,
            new RaftGroup.Parts(
                shard,
                settings.nodeId(),
                settings.tuning().raft(),
                origin,
                shardStore,
                GroupSnapshots.of(shardStore),
                shards.machine(shard)));
    shards.connect(shard, group);
    return group;
  }

  /**
   * Follows the members as they are now: takes part in groups whose leaders have called, and leaves
   * those that have committed to go on without this node. By one thread, about every second.
   */
  void followMembers() {
    for (int shard : List.copyOf(called)) {
      called.remove(shard);
      if (!groups.containsKey(shard)) {
        enter(shard);
      }
    }
    groups.forEach(
        (shard, group) -> {
          if (isLeft(shard)) {
            leave(shard, group);
          }
        });
  }

  private void enter(int shard) {
    LOG.info("shard {}: its leader has called; this node begins as a learner", shard);
    shards.hold(shard);
    RaftShardStore shardStore = storeOf(shard);
    RaftGroup group = group(shard, shardStore, origin(shard, shardStore));
    groups.put(shard, group);
    CompletionStage<Void> unused =
        group
            .start()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.error("shard {}: its group cannot start", shard, failure);
                  }
                });
  }

  private boolean isLeft(int shard) {
    return !cluster.roster().members(shard).contains(settings.nodeId())
        && !cluster.members(shard).contains(settings.nodeId());
  }

  private void leave(int shard, RaftGroup group) {
    LOG.info("shard {}: {} hold it without this node", shard, cluster.members(shard));
    groups.remove(shard);
    CompletionStage<Void> unused = group.terminate().thenRun(() -> shards.release(shard));
  }

  /** The groups of this node. */
  Collection<RaftGroup> all() {
    return groups.values();
  }

  /** Reads all logs side by side: what a node waits for most when it starts again. */
  private Map<Integer, GroupOrigin> restore(Map<Integer, RaftShardStore> stores)
      throws InterruptedException, ExecutionException {
    Map<Integer, GroupOrigin> origins = new TreeMap<>();
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (ExecutorService readers = Executors.newFixedThreadPool(threads)) {
      Map<Integer, Future<GroupOrigin>> reading = new TreeMap<>();
      stores.forEach(
          (shard, shardStore) ->
              reading.put(shard, readers.submit(() -> origin(shard, shardStore))));
      for (Map.Entry<Integer, Future<GroupOrigin>> entry : reading.entrySet()) {
        origins.put(entry.getKey(), entry.getValue().get());
      }
    }
    return origins;
  }

  private GroupOrigin origin(int shard, RaftShardStore shardStore) {
    return shardStore
        .restore()
        .<GroupOrigin>map(GroupOrigin.Restored::new)
        .orElseGet(() -> new GroupOrigin.Founded(genesis.shardMembers().get(shard)));
  }

  /** A Raft message from a peer. */
  void receive(int shard, String peer, byte[] frame) {
    RaftGroup group = ready ? groups.get(shard) : null;
    if (group != null) {
      group.receive(peer, frame);
    } else if (ready && mayEnter(shard, peer) && RaftGroup.isOfLeader(peer, frame)) {
      called.add(shard);
    }
  }

  /** Only what an order gave this node, and only at the word of one who is a member. */
  private boolean mayEnter(int shard, String peer) {
    return shard >= 0
        && shard < genesis.shardCount()
        && cluster.roster().members(shard).contains(settings.nodeId())
        && cluster.members(shard).contains(peer);
  }

  /** How every group stands; empty until all have their state. */
  List<GroupStatus> statuses() {
    return !ready ? List.of() : groups.values().stream().map(RaftGroup::status).toList();
  }

  /**
   * Hands one shard to a better leader: away from this node while its clock is in doubt, else to
   * the preferred one, if that has been another node for long enough and its clock is confirmed.
   */
  void followPlacement(LeaderPlacement placement) {
    for (Map.Entry<Integer, RaftGroup> entry : groups.entrySet()) {
      GroupStatus status = entry.getValue().status();
      List<String> voters = status.votingMembers();
      Optional<String> preferred =
          placement
              .settled(entry.getKey(), voters)
              .filter(node -> isAtRest(status))
              .filter(this::canTakeLeadership)
              .filter(shards.clock().confirmed(voters)::contains);
      Optional<String> timekeeper =
          shards.clock().successors(voters).stream().filter(this::canTakeLeadership).findFirst();
      Optional<String> target = timekeeper.or(() -> preferred);
      if (status.isLeader() && target.isPresent() && transferring.compareAndSet(false, true)) {
        LOG.info(
            "shard {}: handing leadership to {}, {}",
            entry.getKey(),
            target.get(),
            timekeeper.isPresent() ? "whose clock is confirmed" : "which placement prefers");
        entry
            .getValue()
            .transferLeadership(
                target.get(),
                outcome -> {
                  transferring.set(false);
                  if (outcome != TransferOutcome.TRANSFERRED) {
                    LOG.info(
                        "shard {}: leadership was not handed over: {}", entry.getKey(), outcome);
                  }
                });
        return;
      }
    }
  }

  /** While members come and go, leadership stays where it is: one of them may be about to leave. */
  private boolean isAtRest(GroupStatus status) {
    return status.membersSettled()
        && status.learners().isEmpty()
        && Set.copyOf(cluster.roster().members(status.shard()))
            .equals(Set.copyOf(status.votingMembers()));
  }

  private boolean canTakeLeadership(String node) {
    return !node.equals(settings.nodeId())
        && environment.link().isReachable(node)
        && !shards.stoppingPeers().contains(node);
  }

  /**
   * Hands over what this node leads though it is to lead nothing: an election cannot be barred from
   * outside. Does not wait.
   */
  void followDrain() {
    if (transferring.compareAndSet(false, true)) {
      CompletableFuture<Void> ended =
          beginHandOver()
              .orTimeout(HAND_OVER_SECONDS, TimeUnit.SECONDS)
              .whenComplete((done, late) -> transferring.set(false));
      LOG.debug("handing over what is led here: {}", ended);
    }
  }

  private CompletableFuture<Void> beginHandOver() {
    List<CompletableFuture<Void>> transfers = new ArrayList<>();
    for (RaftGroup group : groups.values()) {
      GroupStatus status = group.status();
      if (status.isLeader()) {
        List<String> targets =
            status.votingMembers().stream().filter(this::canTakeLeadership).toList();
        CompletableFuture<Void> done = new CompletableFuture<>();
        handOver(group, targets, done);
        transfers.add(done);
      }
    }
    return CompletableFuture.allOf(transfers.toArray(CompletableFuture[]::new));
  }

  /** Hands every shard led here to another member, as far as one can take it. */
  void handOver() {
    try {
      beginHandOver().get(HAND_OVER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "not every shard could be handed over in time; after a stop the others elect a leader themselves");
    }
  }

  /** Tries one member after the other. */
  private void handOver(RaftGroup group, List<String> targets, CompletableFuture<Void> done) {
    if (targets.isEmpty()) {
      done.complete(null);
      return;
    }
    group.transferLeadership(
        targets.getFirst(),
        outcome -> {
          if (outcome == TransferOutcome.TRANSFERRED) {
            done.complete(null);
          } else {
            handOver(group, targets.subList(1, targets.size()), done);
          }
        });
  }

  /** Stops every group; the logs stay as they are. */
  void stop() throws InterruptedException, ExecutionException {
    CompletableFuture<?>[] ended =
        groups.values().stream()
            .map(group -> group.terminate().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(ended).get();
  }
}
