package cbdc.settlement.node.app;

import cbdc.kit.FreePorts;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.node.cluster.ClusterEndpoint;
import cbdc.settlement.node.core.FailStop;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.genesis.ShardPlacement;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A whole settlement cluster in this process, on loopback: the same nodes, stores, links and
 * membership as in production, only together. Node {@code node-1} keeps its data in {@code node-1}
 * below the cluster's directory, and so on.
 */
public final class LocalCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Path dir;
  private final LedgerGenesis genesis;
  private final NodeSettings.Tuning tuning;
  private final Optional<Instant> acceptedStamp;
  private final FailStop failStop;
  private final Function<String, LongSupplier> wallClocks;
  private final String clusterName;
  private final Map<String, LinkAddress> links = new TreeMap<>();
  private final Map<String, Integer> clusterPorts = new TreeMap<>();
  private final Map<String, Integer> servicesPorts = new TreeMap<>();
  private final Map<String, Integer> managementPorts = new TreeMap<>();
  private final Map<String, SettlementNode> nodes = new TreeMap<>();
  private final Set<String> joiners = new HashSet<>();
  private final FreePorts freePorts = new FreePorts();

  private LocalCluster(
      Path dir,
      int nodeCount,
      LedgerGenesis genesis,
      NodeSettings.Tuning tuning,
      Optional<Instant> acceptedStamp,
      Ports ports,
      FailStop failStop,
      Function<String, LongSupplier> wallClocks) {
    this.wallClocks = wallClocks;
    this.acceptedStamp = acceptedStamp;
    this.dir = dir;
    this.genesis = genesis;
    this.tuning = tuning;
    this.failStop = failStop;
    this.clusterName = "cbdc-" + Long.toHexString(genesis.clusterHigh() ^ genesis.clusterLow());
    for (int i = 1; i <= nodeCount; i++) {
      links.put("node-" + i, new LinkAddress(HOST, port(ports.link(), i)));
      clusterPorts.put("node-" + i, port(ports.cluster(), i));
      servicesPorts.put("node-" + i, port(ports.services(), i));
      managementPorts.put("node-" + i, ports.management() == 0 ? 0 : ports.management() + i - 1);
    }
  }

  /**
   * Where the first node listens; each further one a port higher. Ports that are 0 are free ones.
   *
   * @param link of the node link
   * @param cluster of the Hazelcast member, for other nodes
   * @param services of the Hazelcast member, for services
   * @param management of health and metrics
   */
  public record Ports(int link, int cluster, int services, int management) {
    /** Free ports for everything. */
    public static final Ports FREE = new Ports(0, 0, 0, 0);
  }

  private int port(int first, int number) {
    return first == 0 ? freePorts.next() : first + number - 1;
  }

  /**
   * Starts all nodes where the ports say, and returns when they take part.
   *
   * @param acceptedStamp the last stamp that a lone node named when it refused to start
   */
  public static LocalCluster start(
      Path dir,
      int nodeCount,
      LedgerGenesis genesis,
      NodeSettings.Tuning tuning,
      Optional<Instant> acceptedStamp,
      Ports ports,
      FailStop failStop) {
    return start(
        dir,
        nodeCount,
        genesis,
        tuning,
        acceptedStamp,
        ports,
        failStop,
        node -> System::currentTimeMillis);
  }

  /**
   * Starts all nodes and returns when they take part.
   *
   * @param dir where the nodes' data lies, or shall lie
   * @param nodeCount 1, 3, 5 or more
   * @param genesis what the ledgers start from; on an existing directory the stored one counts
   * @throws cbdc.kit.StartException with one line for the operator
   */
  public static LocalCluster start(
      Path dir,
      int nodeCount,
      LedgerGenesis genesis,
      NodeSettings.Tuning tuning,
      FailStop failStop) {
    return start(dir, nodeCount, genesis, tuning, Optional.empty(), failStop);
  }

  /**
   * The same, with the operator's answer to a lone node's question about its clock.
   *
   * @param acceptedStamp the last stamp that the node named when it refused to start
   */
  public static LocalCluster start(
      Path dir,
      int nodeCount,
      LedgerGenesis genesis,
      NodeSettings.Tuning tuning,
      Optional<Instant> acceptedStamp,
      FailStop failStop) {
    return start(
        dir,
        nodeCount,
        genesis,
        tuning,
        acceptedStamp,
        Ports.FREE,
        failStop,
        node -> System::currentTimeMillis);
  }

  /** The same with ports, and a wall clock for each node. */
  static LocalCluster start(
      Path dir,
      int nodeCount,
      LedgerGenesis genesis,
      NodeSettings.Tuning tuning,
      Optional<Instant> acceptedStamp,
      Ports ports,
      FailStop failStop,
      Function<String, LongSupplier> wallClocks) {
    LocalCluster cluster =
        new LocalCluster(
            dir, nodeCount, genesis, tuning, acceptedStamp, ports, failStop, wallClocks);
    try {
      cluster.startAll();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void startAll() {
    ExecutorService starters = Executors.newFixedThreadPool(links.size());
    try {
      Map<String, CompletableFuture<SettlementNode>> starting = new TreeMap<>();
      links
          .keySet()
          .forEach(
              id ->
                  starting.put(
                      id, CompletableFuture.supplyAsync(() -> startNode(id, tuning), starters)));
      RuntimeException failure = null;
      for (Map.Entry<String, CompletableFuture<SettlementNode>> entry : starting.entrySet()) {
        try {
          nodes.put(entry.getKey(), entry.getValue().join());
        } catch (CompletionException e) {
          failure = e.getCause() instanceof RuntimeException cause ? cause : e;
        }
      }
      if (failure != null) {
        throw failure;
      }
    } finally {
      starters.shutdownNow();
    }
  }

  private SettlementNode startNode(String nodeId, NodeSettings.Tuning ofNode) {
    return SettlementNode.start(settings(nodeId, ofNode), failStop, wallClocks.apply(nodeId));
  }

  private NodeSettings settings(String nodeId, NodeSettings.Tuning ofNode) {
    Map<String, LinkAddress> peers = new TreeMap<>(links);
    LinkAddress own = peers.remove(nodeId);
    return new NodeSettings(
        nodeId,
        dir.resolve(nodeId),
        new NodeSettings.Network(
            own,
            peers,
            Optional.empty(),
            clusterName,
            ClusterEndpoint.of(HOST, clusterPorts.get(nodeId)),
            ClusterEndpoint.of(HOST, servicesPorts.get(nodeId)),
            addresses(clusterPorts),
            HOST,
            managementPorts.get(nodeId)),
        new NodeSettings.NewCluster(
            ShardPlacement.defaultReplicationFactor(links.size()),
            genesis.shardCount(),
            joiners.contains(nodeId) ? Optional.empty() : Optional.of(genesis),
            joiners.contains(nodeId)),
        ofNode,
        acceptedStamp);
  }

  /** Ids of all nodes, running or not. */
  public List<String> nodeIds() {
    return List.copyOf(links.keySet());
  }

  /** A running node. */
  public SettlementNode node(String nodeId) {
    return nodes.get(nodeId);
  }

  /** Name of the Hazelcast cluster, for clients. */
  public String clusterName() {
    return clusterName;
  }

  /** Where services reach the nodes, each {@code host:port}. */
  public List<String> addresses() {
    return addresses(servicesPorts);
  }

  private static List<String> addresses(Map<String, Integer> ports) {
    return ports.values().stream().map(port -> HOST + ":" + port).toList();
  }

  /** Data directories of all nodes. */
  public List<Path> dataDirs() {
    return links.keySet().stream().map(dir::resolve).toList();
  }

  /** Stops one node gracefully. */
  public void stop(String nodeId) {
    SettlementNode node = nodes.remove(nodeId);
    if (node != null) {
      node.close();
    }
  }

  /** Starts a stopped node again on its data. */
  public void restart(String nodeId) {
    restart(nodeId, tuning);
  }

  /** The same with other sizes and bounds. */
  public void restart(String nodeId, NodeSettings.Tuning ofNode) {
    nodes.put(nodeId, startNode(nodeId, ofNode));
  }

  /**
   * Starts a node that joins, with an empty directory, on free ports, and returns when it has; an
   * order must add it.
   */
  public void join(String nodeId) {
    joiners.add(nodeId);
    links.put(nodeId, new LinkAddress(HOST, freePorts.next()));
    clusterPorts.put(nodeId, freePorts.next());
    servicesPorts.put(nodeId, freePorts.next());
    managementPorts.put(nodeId, 0);
    restart(nodeId);
  }

  /** From now on this cluster does without a node that was stopped and removed. */
  public void forget(String nodeId) {
    links.remove(nodeId);
    clusterPorts.remove(nodeId);
    servicesPorts.remove(nodeId);
    managementPorts.remove(nodeId);
  }

  /** Stops all nodes gracefully. */
  @Override
  public void close() {
    new ArrayList<>(nodes.keySet()).forEach(this::stop);
  }
}
