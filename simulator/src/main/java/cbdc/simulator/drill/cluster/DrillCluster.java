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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The nodes under drill. Each one's data, configuration and log lie in the drill's directory and
 * outlive its process, so a restarted node is the same node. All that nodes say to each other, and
 * clients to them, passes through {@link #network()}.
 */
public final class DrillCluster implements AutoCloseable {
  /** Ids of the nodes. */
  public static final List<String> NODES = List.of("node-1", "node-2", "node-3");

  private static final String HOST = "127.0.0.1";
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 100;

  private final Path dir;
  private final LedgerGenesis genesis;
  private final JvmOptions options;
  private final CutNetwork network = new CutNetwork();
  private final Map<String, Integer> linkPorts = new TreeMap<>();
  private final Map<String, Integer> clusterPorts = new TreeMap<>();

  /** Where members and clients connect: the ways through the network. */
  private final Map<String, Integer> publicPorts = new TreeMap<>();

  private final Map<String, ChildProcess> running = new ConcurrentHashMap<>();
  private final Map<Long, String> processes = new ConcurrentHashMap<>();

  /**
   * A cluster of which nothing runs yet.
   *
   * @param dir gets genesis, configurations, logs and data
   * @param heapMib largest heap of each node, MiB
   */
  public DrillCluster(Path dir, LedgerGenesis genesis, long heapMib) throws IOException {
    this.dir = dir.toAbsolutePath();
    this.genesis = genesis;
    this.options = JvmOptions.ofThisProcess().forProcessWithHeap(heapMib);
    for (String id : NODES) {
      linkPorts.put(id, freePort());
      clusterPorts.put(id, freePort());
      publicPorts.put(id, network.wayTo(id, clusterPorts.get(id), this::caller));
    }
    Files.write(this.dir.resolve("genesis.bin"), GenesisCodec.encode(genesis));
    for (String id : NODES) {
      Files.createDirectories(this.dir.resolve(id));
      Files.writeString(this.dir.resolve(id + ".yaml"), configuration(id));
    }
  }

  private String caller(Socket socket) {
    return SocketOwners.of(socket, processes).orElse(CutNetwork.CLIENT);
  }

  private String configuration(String id) throws IOException {
    StringBuilder peers = new StringBuilder();
    for (String peer : NODES) {
      if (!peer.equals(id)) {
        int way = network.wayTo(peer, linkPorts.get(peer), socket -> id);
        peers.append(peers.isEmpty() ? "" : ", ");
        peers.append(quoted(peer + '@' + HOST + ':' + way));
      }
    }
    String members =
        addresses().stream().map(DrillCluster::quoted).collect(Collectors.joining(", "));
    return String.join(
        "\n",
        "node.id: " + quoted(id),
        "data.dir: " + quoted(data(id).toString()),
        "genesis.file: " + quoted(dir.resolve("genesis.bin").toString()),
        "link.address: " + quoted(HOST + ':' + linkPorts.get(id)),
        "link.peers: [" + peers + "]",
        "cluster.name: " + quoted(clusterName()),
        "cluster.address: " + quoted(HOST + ':' + clusterPorts.get(id)),
        "cluster.public-address: " + quoted(HOST + ':' + publicPorts.get(id)),
        "cluster.members: [" + members + "]",
        "management.address: " + quoted(HOST + ":0"),
        "");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** What all connections pass through. */
  public CutNetwork network() {
    return network;
  }

  /** Where clients connect. */
  public TransportConfig clients() {
    return new TransportConfig(clusterName(), "drill", addresses());
  }

  private List<String> addresses() {
    return publicPorts.values().stream().map(port -> HOST + ":" + port).toList();
  }

  private String clusterName() {
    return "cbdc-" + Long.toHexString(genesis.clusterHigh() ^ genesis.clusterLow());
  }

  /** Where a node keeps its store. */
  public Path data(String id) {
    return dir.resolve(id);
  }

  /** Where all nodes keep their stores. */
  public List<Path> allData() {
    return NODES.stream().map(this::data).toList();
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
    NODES.forEach(this::start);
    for (String id : NODES) {
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
    for (String id : NODES) {
      leaders.put(id, node(id).metrics().getOrDefault("cbdc_node_leaders", 0.0));
    }
    return leaders.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .orElseThrow()
        .getKey();
  }

  /** Ends a node at once, without any chance to write or say anything ({@code SIGKILL}). */
  public void kill(String id) {
    node(id).kill();
    forget(id);
  }

  /** Ends a node as a service manager does ({@code SIGTERM}), and waits for it. */
  public void terminate(String id) {
    ChildProcess node = node(id);
    node.terminate();
    node.awaitEnd();
    forget(id);
  }

  /** Forgets a process that has ended. */
  public void forget(String id) {
    processes.remove(node(id).pid());
    running.remove(id);
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
    for (String other : NODES) {
      if (!other.equals(id)) {
        cutBothWays(id, other);
      }
    }
    cutBothWays(id, CutNetwork.CLIENT);
  }

  /** Cuts all clients from all nodes. */
  public void isolateClients() {
    NODES.forEach(id -> cutBothWays(id, CutNetwork.CLIENT));
  }

  private void cutBothWays(String one, String other) {
    network.cut(one, other);
    network.cut(other, one);
  }

  /** Stops all nodes gracefully; what they keep is on disk when this returns. */
  public void stopAll() {
    running.values().forEach(ChildProcess::askToStop);
    running.values().forEach(ChildProcess::awaitEnd);
    running.clear();
    processes.clear();
  }

  @Override
  public void close() {
    running.values().forEach(ChildProcess::kill);
    network.close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
  }
}
