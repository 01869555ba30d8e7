package cbdc.simulator.drill.cluster;

import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.simulator.child.ChildProcess;
import cbdc.simulator.child.JvmOptions;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.drill.net.CutNetwork;
import cbdc.simulator.drill.net.SocketOwners;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The nodes under drill. Each one's data, configuration and log lie in the drill's directory and
 * outlive its process, so a restarted node is the same node. All that nodes say to each other, and
 * clients to them, passes through {@link #network()}.
 */
public final class DrillCluster implements AutoCloseable {
  /** Ids of the nodes that a cluster begins with. */
  private static final List<String> FIRST = List.of("node-1", "node-2", "node-3");

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);
  private static final Duration SETTLED_FOR = Duration.ofSeconds(3);
  private static final long POLL_MILLIS = 100;
  private static final int LAST_LINES = 5;

  /** Exit codes of a process that was asked to stop, that got SIGTERM, and that was killed. */
  private static final int STOPPED = 0;

  private static final int TERMINATED = 143;
  private static final int KILLED = 137;

  private final Path dir;
  private final LedgerGenesis genesis;
  private final JvmOptions options;
  private final CutNetwork network = new CutNetwork();
  private final NodeFiles files;
  private final List<String> present = new CopyOnWriteArrayList<>();
  private final Set<String> joined = new HashSet<>();
  private final List<Path> lost = new ArrayList<>();
  private final Map<String, ChildProcess> running = new ConcurrentHashMap<>();
  private final Map<Long, String> processes = new ConcurrentHashMap<>();
  private final Queue<String> ownEnds = new ConcurrentLinkedQueue<>();

  /**
   * A cluster of three nodes, of which nothing runs yet.
   *
   * @param dir gets genesis, configurations, logs and data
   * @param heapMib largest heap of each node, MiB
   */
  public DrillCluster(Path dir, LedgerGenesis genesis, long heapMib) throws IOException {
    this.dir = dir.toAbsolutePath();
    this.genesis = genesis;
    this.options = JvmOptions.ofThisProcess().forProcessWithHeap(heapMib);
    this.files = new NodeFiles(this.dir, clusterName(), network, this::caller);
    for (String id : FIRST) {
      files.add(id);
      present.add(id);
    }
    Files.write(this.dir.resolve("genesis.bin"), GenesisCodec.encode(genesis));
    writeAll();
  }

  private String caller(Socket socket) {
    return SocketOwners.of(socket, processes).orElse(CutNetwork.CLIENT);
  }

  private void writeAll() throws IOException {
    for (String id : present) {
      files.write(id, present, joined.contains(id));
    }
  }

  /** Ids of the nodes that there are; changes as nodes are lost and join. */
  public List<String> nodes() {
    return List.copyOf(present);
  }

  /** What all connections pass through. */
  public CutNetwork network() {
    return network;
  }

  /** What the ledger began with. */
  public LedgerGenesis genesis() {
    return genesis;
  }

  /** The cluster's folder: what belongs to it, such as a service, may keep its files there. */
  public Path dir() {
    return dir;
  }

  /** Where clients connect. */
  public TransportConfig clients() {
    return new TransportConfig(clusterName(), "drill", files.addresses(present));
  }

  private String clusterName() {
    return "cbdc-" + Long.toHexString(genesis.clusterHigh() ^ genesis.clusterLow());
  }

  /** Where a node keeps its store. */
  public Path data(String id) {
    return dir.resolve(id);
  }

  /** Where the nodes that there are keep their stores. */
  public List<Path> presentData() {
    return present.stream().map(this::data).toList();
  }

  /** What is left of the stores of lost nodes: out of every node's reach, and there for a check. */
  public List<Path> lostData() {
    return List.copyOf(lost);
  }

  /** Starts a node and returns at once. */
  public void start(String id) {
    try {
      ChildProcess node = ChildProcess.startNode(id, dir, options);
      running.put(id, node);
      processes.put(node.pid(), id);
    } catch (IOException e) {
      throw CommandFailure.failed(id + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Starts all nodes and returns when they are ready. */
  public void startAll() throws InterruptedException {
    present.forEach(this::start);
    awaitAllReady();
  }

  /** Waits until every node there is says that it is ready. */
  public void awaitAllReady() throws InterruptedException {
    for (String id : present) {
      awaitReady(id);
    }
  }

  /**
   * Waits until a node says that it is ready: every shard has a leader.
   *
   * @throws CommandFailure when it ended instead, or takes too long; names its log
   */
  public void awaitReady(String id) throws InterruptedException {
    ChildProcess node = node(id);
    long end = System.nanoTime() + START_LIMIT.toNanos();
    node.awaitUp(START_LIMIT);
    while (!node.isReady()) {
      node.requireAlive();
      if (System.nanoTime() > end) {
        throw CommandFailure.failed(
            id + " is not ready within " + START_LIMIT.toSeconds() + " s; its log: " + node.log());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** The process of a node that was started. */
  public ChildProcess node(String id) {
    ChildProcess node = running.get(id);
    if (node == null) {
      throw new IllegalStateException(id + " does not run");
    }
    return node;
  }

  /** The node that leads most shards. */
  public String busiest() throws InterruptedException {
    Map<String, Double> leaders = new TreeMap<>();
    for (String id : present) {
      leaders.put(id, node(id).metrics().getOrDefault("cbdc_node_leaders", 0.0));
    }
    return leaders.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .orElseThrow()
        .getKey();
  }

  /** Ends a node at once, without any chance to write or say anything ({@code SIGKILL}). */
  public void kill(String id) {
    ChildProcess node = node(id);
    node.kill();
    ended(node, KILLED);
  }

  /** Ends a node as a service manager does ({@code SIGTERM}), and waits for it. */
  public void terminate(String id) {
    ChildProcess node = node(id);
    node.terminate();
    node.awaitEnd();
    // Which of the two depends on whether the node or its machine is faster in ending the process.
    ended(node, node.exitCode() == STOPPED ? STOPPED : TERMINATED);
  }

  /**
   * A process has ended, as a fault wanted it to. Had it ended before by itself, or otherwise than
   * wanted, that is told by {@link #takeOwnEnds}.
   */
  public void ended(ChildProcess node, int wantedExitCode) {
    processes.remove(node.pid());
    running.remove(node.name());
    if (node.exitCode() != wantedExitCode) {
      ownEnds.add(
          "%s ended with exit code %d where the drill meant it to end with %d; its last lines: %s"
              .formatted(
                  node.name(),
                  node.exitCode(),
                  wantedExitCode,
                  String.join(" | ", node.lastLines(LAST_LINES))));
    }
  }

  /** Ends of processes that the drill did not cause, or caused otherwise, since the last call. */
  public List<String> takeOwnEnds() {
    List<String> taken = new ArrayList<>();
    for (String next = ownEnds.poll(); next != null; next = ownEnds.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /** Kills a node for good: its disk is gone, and it never runs again. */
  public void lose(String id) {
    kill(id);
    Path kept = dir.resolve(id + ".lost");
    try {
      Files.move(data(id), kept);
    } catch (IOException e) {
      throw CommandFailure.failed("the disk of " + id + " cannot be taken away: " + e, e);
    }
    present.remove(id);
    lost.add(kept);
  }

  /**
   * Starts a node that the cluster does not know yet, with an empty disk; returns when it is up.
   * The others hear of it from itself, and read it in their configurations when they start again.
   */
  public void join(String id) throws InterruptedException {
    try {
      files.add(id);
      present.add(id);
      joined.add(id);
      writeAll();
    } catch (IOException e) {
      throw CommandFailure.failed(id + " cannot be prepared: " + e.getMessage(), e);
    }
    start(id);
    node(id).awaitUp(START_LIMIT);
  }

  /** An id that no node has or had. */
  public String freshId() {
    return "node-" + (present.size() + lost.size() + 1);
  }

  /**
   * Waits until a node that joined executes what its shards do, every shard has the members it is
   * to have, and no history has a gap; all that for a few seconds, since a shard hears of an order
   * a moment after it was executed.
   *
   * @throws CommandFailure when that takes too long
   */
  public void awaitSettled(String joiner) throws InterruptedException {
    long end = System.nanoTime() + SETTLE_LIMIT.toNanos();
    long settledSince = System.nanoTime();
    while (System.nanoTime() - settledSince < SETTLED_FOR.toNanos()) {
      node(joiner).requireAlive();
      if (!isSettled(joiner)) {
        settledSince = System.nanoTime();
      }
      if (System.nanoTime() > end) {
        throw CommandFailure.refused(
            "members are not as ordered within %d s; the nodes' logs in %s say what they wait for"
                .formatted(SETTLE_LIMIT.toSeconds(), dir));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private boolean isSettled(String joiner) throws InterruptedException {
    return node(joiner).metrics().getOrDefault("cbdc_node_entries_total", 0.0) > 0
        && isZeroEverywhere("cbdc_node_membership_unsettled")
        && hasWholeHistories();
  }

  /** Whether no node lacks a part of its history. */
  public boolean hasWholeHistories() throws InterruptedException {
    return isZeroEverywhere("cbdc_node_history_lacking_records");
  }

  private boolean isZeroEverywhere(String metric) throws InterruptedException {
    for (ChildProcess node : running.values()) {
      Double value = node.metrics().get(metric);
      if (value == null || value > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Stops a node's process for a while ({@code SIGSTOP}, {@code SIGCONT}). Another process lets it
   * go on, so that it does so even when this one is killed meanwhile.
   */
  public void pause(String id, Duration time) throws InterruptedException {
    long pid = node(id).pid();
    String script =
        "kill -STOP %d && sleep %d; kill -CONT %d".formatted(pid, time.toSeconds(), pid);
    try {
      new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw CommandFailure.failed("signals cannot be sent: " + e.getMessage(), e);
    }
  }

  /** Cuts everything between a node and everybody else. */
  public void isolate(String id) {
    for (String other : present) {
      if (!other.equals(id)) {
        cutBothWays(id, other);
      }
    }
    cutBothWays(id, CutNetwork.CLIENT);
  }

  /** Cuts all clients from all nodes. */
  public void isolateClients() {
    present.forEach(id -> cutBothWays(id, CutNetwork.CLIENT));
  }

  private void cutBothWays(String one, String other) {
    network.cut(one, other);
    network.cut(other, one);
  }

  /** Stops all nodes gracefully; what they keep is on disk when this returns. */
  public void stopAll() {
    List<ChildProcess> stopping = List.copyOf(running.values());
    stopping.forEach(ChildProcess::askToStop);
    stopping.forEach(ChildProcess::awaitEnd);
    stopping.forEach(node -> ended(node, STOPPED));
  }

  @Override
  public void close() {
    running.values().forEach(ChildProcess::kill);
    network.close();
  }
}
