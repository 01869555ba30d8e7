package cbdc.simulator.drill.cluster;

import cbdc.kit.FreePorts;
import cbdc.simulator.drill.net.CutNetwork;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Ports and configuration files of the nodes. Everybody is told the ways through the network
 * instead of where nodes listen.
 */
final class NodeFiles {
  private static final String HOST = "127.0.0.1";

  private final Path dir;
  private final String clusterName;
  private final CutNetwork network;
  private final Function<Socket, String> caller;
  private final Map<String, Ports> ports = new HashMap<>();

  private final FreePorts freePorts = new FreePorts();

  /** Ways from one node to the link of another, by both names: each is opened once. */
  private final Map<String, Integer> linkWays = new HashMap<>();

  /**
   * Where a node listens.
   *
   * @param clusterWay where other nodes connect to its cluster port
   * @param servicesWay where clients connect to its services port
   */
  private record Ports(int link, int cluster, int services, int clusterWay, int servicesWay) {}

  /**
   * No node has a file yet.
   *
   * @param caller who it is that connects to a Hazelcast member
   */
  NodeFiles(Path dir, String clusterName, CutNetwork network, Function<Socket, String> caller) {
    this.dir = dir;
    this.clusterName = clusterName;
    this.network = network;
    this.caller = caller;
  }

  /** Gives a node its ports and an empty directory. */
  void add(String id) throws IOException {
    int cluster = freePorts.next();
    int services = freePorts.next();
    ports.put(
        id,
        new Ports(
            freePorts.next(),
            cluster,
            services,
            network.wayTo(id, cluster, caller),
            network.wayTo(id, services, caller)));
    Files.createDirectories(dir.resolve(id));
  }

  /**
   * Writes a node's configuration.
   *
   * @param present all nodes that there are, this one included
   * @param joins whether it comes into a cluster that exists, instead of beginning one
   */
  void write(String id, List<String> present, boolean joins) throws IOException {
    List<String> peers = new ArrayList<>();
    for (String peer : present) {
      if (!peer.equals(id)) {
        peers.add(quoted(peer + '@' + HOST + ':' + linkWay(id, peer)));
      }
    }
    String members =
        present.stream()
            .map(node -> quoted(HOST + ':' + ports.get(node).clusterWay()))
            .collect(Collectors.joining(", "));
    Ports own = ports.get(id);
    Files.writeString(
        dir.resolve(id + ".yaml"),
        String.join(
            "\n",
            "node.id: " + quoted(id),
            "data.dir: " + quoted(dir.resolve(id).toString()),
            joins
                ? "cluster.join: true"
                : "genesis.file: " + quoted(dir.resolve("genesis.bin").toString()),
            "link.address: " + quoted(HOST + ':' + own.link()),
            "link.peers: [" + String.join(", ", peers) + "]",
            "cluster.name: " + quoted(clusterName),
            "cluster.address: " + quoted(HOST + ':' + own.cluster()),
            "cluster.public-address: " + quoted(HOST + ':' + own.clusterWay()),
            "cluster.members: [" + members + "]",
            "services.address: " + quoted(HOST + ':' + own.services()),
            "services.public-address: " + quoted(HOST + ':' + own.servicesWay()),
            "management.address: " + quoted(HOST + ":0"),
            ""));
  }

  private int linkWay(String from, String to) throws IOException {
    Integer known = linkWays.get(from + ">" + to);
    if (known != null) {
      return known;
    }
    int way = network.wayTo(to, ports.get(to).link(), socket -> from);
    linkWays.put(from + ">" + to, way);
    return way;
  }

  /** Where clients connect. */
  List<String> addresses(List<String> nodes) {
    return nodes.stream().map(id -> HOST + ":" + ports.get(id).servicesWay()).toList();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
