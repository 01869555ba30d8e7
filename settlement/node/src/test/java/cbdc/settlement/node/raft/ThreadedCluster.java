package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.store.NodeEndpoint;
import cbdc.settlement.node.store.NodeStore;
import cbdc.settlement.node.store.RaftShardStore;
import cbdc.settlement.node.store.StoreOptions;
import cbdc.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** Nodes with real threads, real time and real stores, linked by method calls. */
final class ThreadedCluster implements AutoCloseable {

  private final Path dir;
  private final int shards;
  private final RaftSettings settings;
  private final StoreOptions options;
  private final IntFunction<? extends ShardStateMachine> machines;
  private final List<String> ids = new ArrayList<>();
  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private final List<String> halts = new CopyOnWriteArrayList<>();
  private final ExecutorService storeReads = Executors.newSingleThreadExecutor();

  /** One node's groups by shard. */
  record Node(
      NodeStore store, Map<Integer, RaftGroup> groups, Map<Integer, ShardStateMachine> machines) {}

  ThreadedCluster(
      Path dir,
      int size,
      int shards,
      RaftSettings settings,
      StoreOptions options,
      IntFunction<? extends ShardStateMachine> machines) {
    this.dir = dir;
    this.shards = shards;
    this.settings = settings;
    this.options = options;
    this.machines = machines;
    for (int i = 1; i <= size; i++) {
      ids.add("n" + i);
    }
    ids.forEach(this::start);
  }

  void start(String id) {
    NodeStore store =
        NodeStore.open(dir.resolve(id), options, (reason, cause) -> halts.add(id + " " + reason));
    Node node = new Node(store, new TreeMap<>(), new TreeMap<>());
    GroupEnvironment environment =
        GroupEnvironment.ofNode(
            new Calls(id), storeReads, (reason, cause) -> halts.add(id + " " + reason + cause));
    for (int shard = 0; shard < shards; shard++) {
      RaftShardStore raft = store.shard(shard, new CbdcModelFactory(), NodeEndpoint::new);
      GroupOrigin origin =
          raft.restore()
              .<GroupOrigin>map(GroupOrigin.Restored::new)
              .orElseGet(() -> new GroupOrigin.Founded(ids));
      ShardStateMachine machine = machines.apply(shard);
      RaftGroup.Parts parts =
          new RaftGroup.Parts(shard, id, settings, origin, raft, GroupSnapshots.of(raft), machine);
      node.groups.put(shard, new RaftGroup(environment, parts));
      node.machines.put(shard, machine);
    }
    nodes.put(id, node);
    node.groups.values().forEach(group -> group.start().toCompletableFuture().join());
  }

  void stop(String id) {
    Node node = nodes.remove(id);
    node.groups.values().forEach(group -> group.terminate().toCompletableFuture().join());
    node.store.close();
  }

  List<String> ids() {
    return ids;
  }

  Node node(String id) {
    return nodes.get(id);
  }

  List<String> halts() {
    return halts;
  }

  RaftGroup awaitLeader(int shard) {
    return Await.value("a leader of shard " + shard, Duration.ofSeconds(60), () -> leader(shard));
  }

  Optional<RaftGroup> leader(int shard) {
    return nodes.values().stream()
        .map(node -> node.groups.get(shard))
        .filter(g -> g.status().isLeader())
        .findFirst();
  }

  /** Proposes until committed, at whoever leads: an entry may be committed more than once. */
  void commit(int shard, byte[] entry) {
    Await.until(
        "an entry is committed",
        Duration.ofSeconds(60),
        () -> {
          ProposeOutcome[] outcome = new ProposeOutcome[1];
          Object done = new Object();
          awaitLeader(shard)
              .propose(
                  entry,
                  o -> {
                    synchronized (done) {
                      outcome[0] = o;
                      done.notifyAll();
                    }
                  });
          synchronized (done) {
            while (outcome[0] == null) {
              done.wait(1_000);
            }
          }
          return outcome[0] instanceof ProposeOutcome.Committed;
        });
  }

  @Override
  public void close() {
    List.copyOf(nodes.keySet()).forEach(this::stop);
    storeReads.shutdownNow();
  }

  private final class Calls implements RaftPeerLink {
    private final String from;

    Calls(String from) {
      this.from = from;
    }

    @Override
    public void send(int shard, String nodeId, byte[] frame, boolean bulk) {
      Node node = nodes.get(nodeId);
      RaftGroup group = node == null ? null : node.groups.get(shard);
      if (group != null && nodes.containsKey(from)) {
        group.receive(from, frame);
      }
    }

    @Override
    public boolean isReachable(String nodeId) {
      return nodes.containsKey(nodeId);
    }
  }
}
