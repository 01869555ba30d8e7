package cbdc.simulator.bench;

import cbdc.kit.FreePorts;
import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.simulator.child.ChildProcess;
import cbdc.simulator.child.JvmOptions;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of nodes, each a process of its own on loopback, as an operator would start them. The
 * directory gets the genesis, a configuration and a log for each node, and their data.
 */
public final class NodeProcesses implements BenchCluster {
  private static final String HOST = "127.0.0.1";
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private final Path dir;
  private final LedgerGenesis genesis;
  private final JvmOptions options;
  private final long heapMib;
  private final Consumer<String> whenFailed;
  private final List<String> nodeIds;
  private final FreePorts freePorts = new FreePorts();
  private final Map<String, Integer> linkPorts = new TreeMap<>();
  private final Map<String, Integer> clusterPorts = new TreeMap<>();
  private final Map<String, Integer> servicesPorts = new TreeMap<>();
  private final Map<String, ChildProcess> running = new TreeMap<>();

  private NodeProcesses(
      Path dir, int nodes, LedgerGenesis genesis, long heapMib, Consumer<String> whenFailed) {
    this.dir = dir;
    this.genesis = genesis;
    this.heapMib = heapMib;
    this.options = JvmOptions.ofThisProcess().forProcessWithHeap(heapMib);
    this.whenFailed = whenFailed;
    this.nodeIds = IntStream.rangeClosed(1, nodes).mapToObj(i -> "node-" + i).toList();
    nodeIds.forEach(id -> linkPorts.put(id, freePorts.next()));
    nodeIds.forEach(id -> clusterPorts.put(id, freePorts.next()));
    nodeIds.forEach(id -> servicesPorts.put(id, freePorts.next()));
  }

  /**
   * Starts all nodes and returns when they take part.
   *
   * @param heapMib largest heap of each node, MiB
   * @param whenFailed told when a node ends by itself later on, and what became of it
   */
  public static NodeProcesses start(
      Path dir, int nodes, LedgerGenesis genesis, long heapMib, Consumer<String> whenFailed)
      throws InterruptedException {
    NodeProcesses cluster = new NodeProcesses(dir, nodes, genesis, heapMib, whenFailed);
    try {
      cluster.configure();
      cluster.startAll();
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | InterruptedException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void configure() throws IOException {
    Files.write(dir.resolve("genesis.bin"), GenesisCodec.encode(genesis));
    for (String id : nodeIds) {
      Files.createDirectories(dir.resolve(id));
      Files.writeString(dir.resolve(id + ".yaml"), configuration(id));
    }
  }

  private String configuration(String id) {
    String peers =
        nodeIds.stream()
            .filter(peer -> !peer.equals(id))
            .map(peer -> quoted(peer + '@' + HOST + ':' + linkPorts.get(peer)))
            .collect(Collectors.joining(", "));
    String members =
        clusterPorts.values().stream()
            .map(port -> quoted(HOST + ':' + port))
            .collect(Collectors.joining(", "));
    return String.join(
        "\n",
        "node.id: " + quoted(id),
        "data.dir: " + quoted(dir.resolve(id).toAbsolutePath().toString()),
        "genesis.file: " + quoted(dir.resolve("genesis.bin").toAbsolutePath().toString()),
        "link.address: " + quoted(HOST + ':' + linkPorts.get(id)),
        "link.peers: [" + peers + "]",
        "cluster.name: " + quoted(clusterName()),
        "cluster.address: " + quoted(HOST + ':' + clusterPorts.get(id)),
        "cluster.members: [" + members + "]",
        "services.address: " + quoted(HOST + ':' + servicesPorts.get(id)),
        "management.address: " + quoted(HOST + ":0"),
        "");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Starts the nodes that do not run, and returns when they take part. */
  void startAll() throws IOException, InterruptedException {
    for (String id : nodeIds) {
      if (!running.containsKey(id)) {
        running.put(id, ChildProcess.startNode(id, dir, options));
      }
    }
    for (ChildProcess node : running.values()) {
      node.awaitUp(START_LIMIT);
    }
    running.values().forEach(node -> node.whenFailed(whenFailed));
  }

  /** Process ids of the nodes that run. */
  public Map<String, Long> pids() {
    Map<String, Long> pids = new TreeMap<>();
    running.forEach((id, node) -> pids.put(id, node.pid()));
    return pids;
  }

  /** Kills all nodes. */
  void killAll() {
    running.values().forEach(ChildProcess::kill);
    running.clear();
  }

  /** Starts the nodes that were killed, and returns when they take part. */
  public void restart() throws InterruptedException {
    try {
      startAll();
    } catch (IOException e) {
      throw CommandFailure.failed("a node cannot be started: " + e.getMessage(), e);
    }
  }

  /** Ends one node at once, without any chance to write or say anything ({@code SIGKILL}). */
  public void kill(String id) {
    running.remove(id).kill();
  }

  /**
   * Sends a node's process a signal.
   *
   * @param name such as {@code STOP}
   */
  public void signal(String id, String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(running.get(id).pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw CommandFailure.failed("signals cannot be sent: " + e.getMessage(), e);
    }
  }

  /** The node that leads most shards. */
  public String busiest() {
    return nodeIds.stream()
        .max(
            Comparator.comparingDouble(
                id -> metricsOf(running.get(id)).getOrDefault("cbdc_node_leaders", 0.0)))
        .orElseThrow();
  }

  /** Where each node keeps its store. */
  public List<Path> journals() {
    return nodeIds.stream().map(dir::resolve).toList();
  }

  /** Stops all nodes gracefully. */
  void stopAll() {
    running.values().forEach(ChildProcess::askToStop);
    running.values().forEach(ChildProcess::awaitEnd);
    running.clear();
  }

  /**
   * Fails when a node ended by itself.
   *
   * @throws CommandFailure which names node and log
   */
  public void requireAlive() {
    running.values().forEach(ChildProcess::requireAlive);
  }

  @Override
  public TransportConfig clients() {
    return new TransportConfig(clusterName(), "bench", addresses());
  }

  /** Addresses where nodes take members and clients. */
  public List<String> addresses() {
    return servicesPorts.values().stream().map(port -> HOST + ":" + port).toList();
  }

  @Override
  public Layout layout() {
    return new Layout(nodeIds.size(), true, heapMib, options.aboutSpeed());
  }

  @Override
  public Map<String, Duration> processorTimes() {
    Map<String, Duration> times = new TreeMap<>();
    running.forEach((id, node) -> times.put(id, node.processorTime()));
    return times;
  }

  @Override
  public String storeLine() {
    Map<String, Double> metrics = metricsOf(running.get(nodeIds.getFirst()));
    return String.format(
        Locale.ROOT,
        "%,.0f syncs, p50 %.2f ms, p99 %.2f ms; %.0f log entries a sync (p50); %,.0f MiB logged",
        metrics.getOrDefault("cbdc_node_syncs_total", 0.0),
        1e3 * metrics.getOrDefault("cbdc_node_sync_duration_seconds{quantile=\"0.5\"}", 0.0),
        1e3 * metrics.getOrDefault("cbdc_node_sync_duration_seconds{quantile=\"0.99\"}", 0.0),
        metrics.getOrDefault("cbdc_node_sync_entries{quantile=\"0.5\"}", 0.0),
        metrics.getOrDefault("cbdc_node_log_bytes_total", 0.0) / (1 << 20));
  }

  private static Map<String, Double> metricsOf(ChildProcess node) {
    try {
      return node.metrics();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  @Override
  public void close() {
    stopAll();
  }

  /** Name of the Hazelcast cluster. */
  public String clusterName() {
    return "cbdc-" + Long.toHexString(genesis.clusterHigh() ^ genesis.clusterLow());
  }
}
