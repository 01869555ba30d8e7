package cbdc.settlement.node.app;

import cbdc.kit.config.Config;
import cbdc.kit.config.ConfigFindings;
import cbdc.kit.config.ConfigKey;
import cbdc.kit.config.ConfigSource;
import cbdc.kit.config.HostPort;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.LinkConfig;
import cbdc.settlement.node.link.LinkLimits;
import cbdc.settlement.node.link.LinkSecurity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configurations with which a node must not start, though each of their values alone can be
 * read: what could lose money, let strangers in, or keep a cluster from ever forming. Each refusal
 * says how to mend it.
 */
final class NodeRules {
  private NodeRules() {}

  static void check(Config config, ConfigFindings findings) {
    findings.attempt(NodeConfig.LINK_PEERS, () -> NodeConfig.peers(config));
    findings.attempt(NodeConfig.CLUSTER_MEMBERS, () -> NodeConfig.members(config));
    findings.attempt(NodeConfig.LINK_TRUST, () -> NodeConfig.tls(config));
    findings.attempt(
        NodeConfig.GENESIS_FILE, () -> NodeConfig.shards(config, NodeConfig.genesis(config)));
    clock(config, findings);
    beyondLoopback(config, findings, NodeConfig.CLUSTER_ADDRESS, NodeConfig.CLUSTER_BEYOND);
    beyondLoopback(config, findings, NodeConfig.SERVICES_ADDRESS, NodeConfig.SERVICES_BEYOND);
    servicesAddress(config, findings);
    beyondLoopback(config, findings, NodeConfig.MANAGEMENT_ADDRESS, NodeConfig.MANAGEMENT_BEYOND);
    DataDirRules.check(config.get(NodeConfig.DATA_DIR), findings);
    if (!findings.isFaulty(NodeConfig.LINK_PEERS)) {
      Map<String, LinkAddress> peers = NodeConfig.peers(config);
      copies(config, peers.size() + 1, findings);
      plainLink(config, peers, findings);
      sameAddressTwice(config, peers, findings);
      if (!findings.isFaulty(NodeConfig.CLUSTER_MEMBERS)) {
        members(config, peers, findings);
      }
    }
  }

  /** An answer that stays in a file would be given again, unasked. */
  private static void clock(Config config, ConfigFindings findings) {
    findings.attempt(
        NodeConfig.CLOCK_ACCEPT_AFTER,
        () -> config.get(NodeConfig.CLOCK_ACCEPT_AFTER).ifPresent(NodeConfig::instant));
    if (config.source(NodeConfig.CLOCK_ACCEPT_AFTER) == ConfigSource.FILE
        || config.source(NodeConfig.CLOCK_ACCEPT_AFTER) == ConfigSource.ENVIRONMENT) {
      findings.refuse(
          "clock.accept.after: this answers one question of one start; take it out of the file or environment, and give it"
              + " once on the command line (--set) when the node asks");
    }
  }

  private static void beyondLoopback(
      Config config,
      ConfigFindings findings,
      ConfigKey<HostPort> address,
      ConfigKey<Boolean> confirmation) {
    HostPort listens = config.get(address);
    if (!NodeConfig.link(listens).isLoopback() && !config.get(confirmation)) {
      findings.refuse(
          address.name()
              + ": "
              + listens
              + " is beyond loopback, and this port authenticates nobody; let a firewall keep out everybody who has no business"
              + " there, and say so with "
              + confirmation.name()
              + "=true");
    }
  }

  /** What was one address once: services would knock where only nodes are let in. */
  private static void servicesAddress(Config config, ConfigFindings findings) {
    if (!NodeConfig.link(config.get(NodeConfig.CLUSTER_ADDRESS)).isLoopback()
        && config.source(NodeConfig.SERVICES_ADDRESS) == ConfigSource.DEFAULT) {
      findings.refuse(
          "services.address: is not set, so no service on another machine reaches this node, while cluster.address is for nodes"
              + " alone; name the address and port where services connect");
    }
  }

  private static void copies(Config config, int nodes, ConfigFindings findings) {
    int copies = NodeConfig.replicationFactor(config, nodes);
    boolean isSet = config.get(NodeConfig.REPLICATION).isPresent();
    if (copies % 2 == 0) {
      findings.refuse(
          "replication.factor: "
              + copies
              + " copies survive no more failures than "
              + (copies - 1)
              + "; use "
              + (copies - 1)
              + " or "
              + (copies + 1));
    } else if (copies > nodes) {
      findings.refuse(
          "replication.factor: "
              + copies
              + " copies need as many nodes, but link.peers and this node are "
              + nodes);
    } else if (nodes == 2 && !isSet) {
      findings.refuse(
          "link.peers: two nodes survive the loss of neither, since a majority of two is two; use three, or accept one copy of"
              + " each shard with replication.factor=1");
    } else if (copies == 1) {
      findings.warn(
          "replication.factor: one copy of each shard; what this node's disk loses is lost. Three nodes keep three");
    }
  }

  private static void plainLink(
      Config config, Map<String, LinkAddress> peers, ConfigFindings findings) {
    if (findings.isFaulty(NodeConfig.LINK_TRUST) || findings.isFaulty(NodeConfig.LINK_KEY)) {
      return;
    }
    LinkSecurity.refusal(
            new LinkConfig(
                config.get(NodeConfig.NODE_ID),
                NodeConfig.link(config.get(NodeConfig.LINK_ADDRESS)),
                peers,
                NodeConfig.tls(config),
                LinkLimits.standard()))
        .ifPresent(findings::refuse);
  }

  private static void sameAddressTwice(
      Config config, Map<String, LinkAddress> peers, ConfigFindings findings) {
    Map<String, String> users = new TreeMap<>();
    use(users, findings, "link.address", config.get(NodeConfig.LINK_ADDRESS).toString());
    use(users, findings, "cluster.address", config.get(NodeConfig.CLUSTER_ADDRESS).toString());
    use(users, findings, "services.address", config.get(NodeConfig.SERVICES_ADDRESS).toString());
    use(
        users,
        findings,
        "management.address",
        config.get(NodeConfig.MANAGEMENT_ADDRESS).toString());
    new TreeMap<>(peers)
        .forEach(
            (id, address) ->
                use(
                    users,
                    findings,
                    "link.peers, " + id,
                    new HostPort(address.host(), address.port()).toString()));
    for (HostPort member : config.get(NodeConfig.CLUSTER_MEMBERS)) {
      if (!member.equals(config.get(NodeConfig.CLUSTER_ADDRESS))
          && !Optional.of(member).equals(config.get(NodeConfig.CLUSTER_PUBLIC))) {
        use(users, findings, "cluster.members", member.toString());
      }
    }
    if (config.get(NodeConfig.CLUSTER_MEMBERS).stream()
            .filter(config.get(NodeConfig.CLUSTER_ADDRESS)::equals)
            .count()
        > 1) {
      findings.refuse("cluster.members: names this node's address twice; name each member once");
    }
  }

  private static void use(
      Map<String, String> users, ConfigFindings findings, String user, String address) {
    if (address.endsWith(":0")) {
      return;
    }
    String other = users.putIfAbsent(address, user);
    if (other != null) {
      findings.refuse(
          user + ": " + address + " is in use for " + other + " too; each needs an address alone");
    }
  }

  private static void members(
      Config config, Map<String, LinkAddress> peers, ConfigFindings findings) {
    HostPort own = config.get(NodeConfig.CLUSTER_ADDRESS);
    List<HostPort> members = config.get(NodeConfig.CLUSTER_MEMBERS);
    HostPort reached = config.get(NodeConfig.CLUSTER_PUBLIC).orElse(own);
    if (own.port() != 0 && members.stream().noneMatch(member -> isSame(member, reached))) {
      findings.refuse(
          "cluster.members: does not name this node's own "
              + (reached.equals(own) ? "cluster.address " : "cluster.public-address ")
              + reached
              + "; all nodes have the same list, each of them in it");
    }
    if (members.size() != peers.size() + 1) {
      findings.warn(
          "cluster.members: names "
              + members.size()
              + " members, but with link.peers there are "
              + (peers.size() + 1)
              + " nodes; name every node in both");
    }
  }

  private static boolean isSame(HostPort member, HostPort own) {
    if (member.port() != own.port()) {
      return false;
    }
    Optional<InetAddress> there = resolved(member.host());
    Optional<InetAddress> here = resolved(own.host());
    return member.host().equals(own.host())
        || here.filter(InetAddress::isAnyLocalAddress).isPresent()
        || (there.isPresent() && there.equals(here));
  }

  private static Optional<InetAddress> resolved(String host) {
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException unknown) {
      return Optional.empty();
    }
  }
}
