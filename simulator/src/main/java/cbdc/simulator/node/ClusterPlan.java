package cbdc.simulator.node;

import cbdc.kit.config.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The nodes of a cluster and where each listens.
 *
 * @param nodes all of them, in the order in which they were named
 */
record ClusterPlan(List<Node> nodes) {
  private static final int SERVICES_OFFSET = 100;
  private static final int MANAGEMENT_OFFSET = 200;
  private static final int CLUSTER_OFFSET = 300;

  /**
   * One node.
   *
   * @param id its id
   * @param link where its node link listens
   * @param cluster where its Hazelcast member listens for other nodes
   * @param services where it listens for services
   * @param management where health and metrics are
   */
  record Node(String id, HostPort link, HostPort cluster, HostPort services, HostPort management) {
    /**
     * A node with the usual ports.
     *
     * @param number 1 for the first node of a machine
     * @param basePort the ports are this and its number, 100, 200 and 300 further on
     */
    static Node of(String id, String host, int basePort, int number) {
      int link = basePort + number;
      return new Node(
          id,
          new HostPort(host, link),
          new HostPort(host, link + CLUSTER_OFFSET),
          new HostPort(host, link + SERVICES_OFFSET),
          // Only this machine asks how a node is, unless its operator says otherwise.
          new HostPort("127.0.0.1", link + MANAGEMENT_OFFSET));
    }
  }

  /** Copies the list. */
  ClusterPlan {
    nodes = List.copyOf(nodes);
  }

  /** So many nodes on this machine, named node-1, node-2 and so on. */
  static ClusterPlan here(int count, int basePort) {
    List<Node> nodes = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      nodes.add(Node.of("node-" + number, "127.0.0.1", basePort, number));
    }
    return new ClusterPlan(nodes);
  }

  /**
   * Nodes on machines of their own.
   *
   * @param named each {@code id@host}
   * @throws IllegalArgumentException if one is not of that form, or an id comes twice
   */
  static ClusterPlan on(List<String> named, int basePort) {
    List<Node> nodes = new ArrayList<>();
    for (String text : named) {
      int at = text.indexOf('@');
      if (at < 1 || at == text.length() - 1) {
        throw new IllegalArgumentException(
            "'" + text + "' must be id@host, for example node-2@10.0.0.2");
      }
      String id = text.substring(0, at);
      if (nodes.stream().anyMatch(node -> node.id().equals(id))) {
        throw new IllegalArgumentException("'" + text + "' has an id that is named twice");
      }
      nodes.add(Node.of(id, text.substring(at + 1), basePort, 1));
    }
    return new ClusterPlan(nodes);
  }

  /** The node links of all but one, as {@code link.peers} wants them. */
  String peersOf(Node own) {
    return nodes.stream()
        .filter(node -> !node.equals(own))
        .map(node -> node.id() + "@" + node.link())
        .collect(Collectors.joining(","));
  }

  /** All members, as {@code cluster.members} wants them. */
  String members() {
    return nodes.stream().map(node -> node.cluster().toString()).collect(Collectors.joining(","));
  }
}
