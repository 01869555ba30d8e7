package cbdc.settlement.node.app;

import cbdc.settlement.node.cluster.LeaderPlacement;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.TransferOutcome;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Map<Integer, RaftGroup> groups = new TreeMap<>();
  private final AtomicBoolean transferring = new AtomicBoolean();
  private volatile boolean ready;

  ShardGroups(
      NodeSettings settings,
      GenesisRecord genesis,
      NodeStore store,
      NodeShards shards,
      GroupEnvironment environment) {
    this.settings = settings;
    this.genesis = genesis;
    this.store = store;
    this.shards = shards;
    this.environment = environment;
  }

  /** Starts every group from what the store holds; returns when all have their state. */
  void start() throws InterruptedException, ExecutionException {
    Map<Integer, RaftShardStore> stores = new TreeMap<>();
    for (int shard : shards.shards()) {
      stores.put(shard, store.shard(shard, new CbdcModelFactory(), NodeEndpoint::new));
    }
    Map<Integer, GroupOrigin> origins = restore(stores);
    for (int shard : shards.shards()) {
      RaftShardStore shardStore = stores.get(shard);
      GroupOrigin origin = origins.get(shard);
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
      groups.put(shard, group);
    }
    ready = true;
    CompletableFuture<?>[] started =
        groups.values().stream()
            .map(group -> group.start().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(started).get();
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
    }
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
