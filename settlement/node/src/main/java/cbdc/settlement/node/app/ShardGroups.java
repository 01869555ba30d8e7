package cbdc.settlement.node.app;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.core.TransferOutcome;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.raft.CbdcModelFactory;
import cbdc.settlement.node.raft.GroupEnvironment;
import cbdc.settlement.node.raft.GroupOrigin;
import cbdc.settlement.node.raft.GroupSnapshots;
import cbdc.settlement.node.raft.RaftGroup;
import cbdc.settlement.node.raft.RaftSettings;
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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Raft groups of this node: started from the store, led as placement wishes, handed over before
 * a stop.
 */
public final class ShardGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ShardGroups.class);
  private static final long HAND_OVER_SECONDS = 10;

  private final Parts parts;
  private final GenesisRecord genesis;
  private final NodeShards shards;
  private final ClusterMembers cluster;
  private final Map<Integer, RaftGroup> groups = new ConcurrentSkipListMap<>();

  /** Shards whose leader sends to this node, which has no replica of them yet. */
  private final Set<Integer> called = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean transferring = new AtomicBoolean();
  private final LongAdder handedOver = new LongAdder();
  private volatile boolean ready;

  /**
   * What the groups of a node are made of.
   *
   * @param nodeId this node
   * @param raft the groups' settings
   * @param store where their logs are
   * @param shards what they execute
   * @param cluster which members they are to have
   * @param environment what runs them
   * @param roles is told of every change of a group's role here
   */
  public record Parts(
      String nodeId,
      RaftSettings raft,
      NodeStore store,
      NodeShards shards,
      ClusterMembers cluster,
      GroupEnvironment environment,
      RoleListener roles) {
    /** Parts that nobody watches from outside. */
    Parts(
        String nodeId,
        RaftSettings raft,
        NodeStore store,
        NodeShards shards,
        ClusterMembers cluster,
        GroupEnvironment environment) {
      this(nodeId, raft, store, shards, cluster, environment, change -> {});
    }
  }

  /** Whom placement would have lead a shard. */
  @FunctionalInterface
  public interface Preference {
    /** The voter that has been preferred for long enough, if one has. */
    Optional<String> settled(int shard, List<String> voters);
  }

  /** Groups none of which is started. */
  public ShardGroups(Parts parts) {
    this.parts = parts;
    this.genesis = parts.cluster().roster().genesis();
    this.shards = parts.shards();
    this.cluster = parts.cluster();
  }

  /** The shards of genesis, and those that came since. */
  private List<Integer> held() {
    return IntStream.range(0, genesis.shardCount())
        .filter(
            shard ->
                genesis.shardMembers().get(shard).contains(parts.nodeId())
                    || parts.store().holds(shard))
        .boxed()
        .toList();
  }

  /** Makes the hosts of the shards that this node holds, without starting any group. */
  public void prepare() {
    held().forEach(shards::hold);
  }

  /**
   * Starts every group from what the store holds. The logs are read side by side: what a node waits
   * for most when it starts again.
   *
   * @param readers read the logs
   * @return completes when all have their state
   */
  public CompletionStage<Void> start(Executor readers) {
    Map<Integer, RaftShardStore> stores = new TreeMap<>();
    for (int shard : shards.shards()) {
      stores.put(shard, storeOf(shard));
    }
    Map<Integer, CompletableFuture<GroupOrigin>> origins = new TreeMap<>();
    stores.forEach(
        (shard, shardStore) ->
            origins.put(
                shard, CompletableFuture.supplyAsync(() -> origin(shard, shardStore), readers)));
    return all(origins.values())
        .thenCompose(
            read -> {
              origins.forEach(
                  (shard, origin) ->
                      groups.put(shard, group(shard, stores.get(shard), origin.join())));
              ready = true;
              return all(groups.values().stream().map(RaftGroup::start).toList());
            });
  }

  private static CompletableFuture<Void> all(Collection<? extends CompletionStage<?>> stages) {
    return CompletableFuture.allOf(
        stages.stream()
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture[]::new));
  }

  private RaftShardStore storeOf(int shard) {
    return parts.store().shard(shard, new CbdcModelFactory(), NodeEndpoint::new);
  }

  private RaftGroup group(int shard, RaftShardStore shardStore, GroupOrigin origin) {
    RaftGroup group =
        new RaftGroup(
            parts.environment(),
            new RaftGroup.Parts(
                shard,
                parts.nodeId(),
                parts.raft(),
                origin,
                shardStore,
                GroupSnapshots.of(shardStore),
                shards.machine(shard)));
    shards.connect(shard, group);
    group.addRoleListener(parts.roles());
    return group;
  }

  /**
   * Follows the members as they are now: takes part in groups whose leaders have called, and leaves
   * those that have committed to go on without this node. By one thread, about every second.
   */
  public void followMembers() {
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
    return !cluster.roster().members(shard).contains(parts.nodeId())
        && !cluster.members(shard).contains(parts.nodeId());
  }

  private void leave(int shard, RaftGroup group) {
    LOG.info("shard {}: {} hold it without this node", shard, cluster.members(shard));
    groups.remove(shard);
    CompletionStage<Void> unused = group.terminate().thenRun(() -> shards.release(shard));
  }

  /** The groups of this node. */
  public Collection<RaftGroup> all() {
    return groups.values();
  }

  private GroupOrigin origin(int shard, RaftShardStore shardStore) {
    return shardStore
        .restore()
        .<GroupOrigin>map(GroupOrigin.Restored::new)
        .orElseGet(() -> new GroupOrigin.Founded(genesis.shardMembers().get(shard)));
  }

  /** A Raft message from a peer. */
  public void receive(int shard, String peer, byte[] frame) {
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
        && cluster.roster().members(shard).contains(parts.nodeId())
        && cluster.members(shard).contains(peer);
  }

  /** How every group stands; empty until all have their state. */
  public List<GroupStatus> statuses() {
    return !ready ? List.of() : groups.values().stream().map(RaftGroup::status).toList();
  }

  /**
   * Hands one shard to a better leader: away from this node while its clock is in doubt, else to
   * the preferred one, if that has been another node for long enough and its clock is confirmed.
   */
  public void followPlacement(Preference preference) {
    for (Map.Entry<Integer, RaftGroup> entry : groups.entrySet()) {
      GroupStatus status = entry.getValue().status();
      List<String> voters = status.votingMembers();
      Optional<String> preferred =
          preference
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
                  if (outcome == TransferOutcome.TRANSFERRED) {
                    handedOver.increment();
                  } else {
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
    return !node.equals(parts.nodeId())
        && parts.environment().link().isReachable(node)
        && !shards.stoppingPeers().contains(node);
  }

  /**
   * Hands over what this node leads though it is to lead nothing: an election cannot be barred from
   * outside. Does not wait.
   */
  void followDrain() {
    if (transferring.compareAndSet(false, true)) {
      CompletableFuture<Void> ended =
          handOverAll()
              .orTimeout(HAND_OVER_SECONDS, TimeUnit.SECONDS)
              .whenComplete((done, late) -> transferring.set(false));
      LOG.debug("handing over what is led here: {}", ended);
    }
  }

  /**
   * Hands every shard led here to another member, as far as one can take it.
   *
   * @return completes when every one was handed over or refused by all
   */
  public CompletableFuture<Void> handOverAll() {
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
    return all(transfers);
  }

  /** The same; waits, but not for ever. */
  void handOver() {
    try {
      handOverAll().get(HAND_OVER_SECONDS, TimeUnit.SECONDS);
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
            handedOver.increment();
            done.complete(null);
          } else {
            handOver(group, targets.subList(1, targets.size()), done);
          }
        });
  }

  /** Shards that were handed to another member since the start. */
  public long handedOver() {
    return handedOver.sum();
  }

  /**
   * Stops every group; the logs stay as they are.
   *
   * @return completes when all have stopped
   */
  public CompletionStage<Void> terminate() {
    return all(groups.values().stream().map(RaftGroup::terminate).toList());
  }
}
