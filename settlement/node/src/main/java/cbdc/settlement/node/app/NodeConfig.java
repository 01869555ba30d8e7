package cbdc.settlement.node.app;

import cbdc.kit.StartException;
import cbdc.kit.config.Config;
import cbdc.kit.config.ConfigInspection;
import cbdc.kit.config.ConfigKey;
import cbdc.kit.config.ConfigSource;
import cbdc.kit.config.ConfigSources;
import cbdc.kit.config.ConfigSpec;
import cbdc.kit.config.HostPort;
import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.MalformedException;
import cbdc.settlement.node.cluster.ClusterEndpoint;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.LinkConfig;
import cbdc.settlement.node.link.LinkTls;
import cbdc.settlement.node.link.genesis.ShardPlacement;
import cbdc.settlement.node.raft.RaftSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an operator can set for a node, declared once; {@link #settings} turns it into what the node
 * is started with.
 */
public final class NodeConfig {
  static final ConfigKey<String> NODE_ID =
      ConfigKey.text(
          "node.id",
          LinkConfig.NODE_ID,
          LinkConfig.NODE_ID_FORM,
          "this node's id: letters, digits, dots, dashes; never used again for another node");
  static final ConfigKey<Path> DATA_DIR =
      ConfigKey.path("data.dir", "directory of the node's store");
  static final ConfigKey<HostPort> LINK_ADDRESS =
      ConfigKey.address("link.address", "where the node link listens; other nodes connect here")
          .withDefault("127.0.0.1:7401");
  static final ConfigKey<List<String>> LINK_PEERS =
      ConfigKey.text("link.peers", "node links of all other nodes, each id@host:port")
          .list()
          .withDefault("");
  static final ConfigKey<Optional<Path>> LINK_KEY =
      ConfigKey.privateFile(
              "link.key", "PEM file of this node's private key; required beyond loopback")
          .optional();
  static final ConfigKey<Optional<Path>> LINK_CERTIFICATE =
      ConfigKey.file(
              "link.certificate", "PEM file of this node's certificate, which names the node id")
          .optional();
  static final ConfigKey<Optional<Path>> LINK_TRUST =
      ConfigKey.file("link.trust", "PEM file of the authorities whose nodes are trusted")
          .optional();
  static final ConfigKey<String> CLUSTER_NAME =
      ConfigKey.text("cluster.name", "name of the Hazelcast cluster").withDefault("cbdc");
  static final ConfigKey<HostPort> CLUSTER_ADDRESS =
      ConfigKey.address(
              "cluster.address",
              "where the Hazelcast members of other nodes connect. It authenticates nobody")
          .withDefault("127.0.0.1:7701");
  static final ConfigKey<Optional<HostPort>> CLUSTER_PUBLIC =
      ConfigKey.address(
              "cluster.public-address",
              "where other nodes reach the Hazelcast member, if that is not cluster.address: behind a proxy or an address translation")
          .optional();
  static final ConfigKey<List<HostPort>> CLUSTER_MEMBERS =
      ConfigKey.address(
              "cluster.members",
              "cluster addresses of all nodes' Hazelcast members, this one included")
          .list();
  static final ConfigKey<HostPort> SERVICES_ADDRESS =
      ConfigKey.address(
              "services.address",
              "where wallet services and the issuer's service connect. It authenticates nobody; what they send is signed")
          .withDefault("127.0.0.1:7501");
  static final ConfigKey<Optional<HostPort>> SERVICES_PUBLIC =
      ConfigKey.address(
              "services.public-address",
              "where services reach this node, if that is not services.address: behind a proxy or an address translation")
          .optional();
  static final ConfigKey<Boolean> SERVICES_BEYOND =
      ConfigKey.flag(
              "services.beyond-loopback",
              "confirms that a firewall lets only services reach the services port, and only then may it listen beyond loopback")
          .withDefault("false");
  static final ConfigKey<HostPort> MANAGEMENT_ADDRESS =
      ConfigKey.address(
              "management.address", "where health and metrics are served; port 0 takes a free one")
          .withDefault("127.0.0.1:7601");
  static final ConfigKey<Boolean> CLUSTER_BEYOND =
      ConfigKey.flag(
              "cluster.beyond-loopback",
              "confirms that a firewall lets only nodes reach the cluster port, and only then may it listen beyond loopback")
          .withDefault("false");
  static final ConfigKey<Boolean> MANAGEMENT_BEYOND =
      ConfigKey.flag(
              "management.beyond-loopback",
              "confirms that a firewall lets only operators reach the management port, and only then may it listen beyond loopback")
          .withDefault("false");
  static final ConfigKey<Optional<Path>> GENESIS_FILE =
      ConfigKey.file(
              "genesis.file",
              "ledger genesis of a new cluster, made by the issuer; the node of the lowest id needs it")
          .optional();
  static final ConfigKey<Boolean> CLUSTER_JOIN =
      ConfigKey.flag(
              "cluster.join",
              "whether this node, while its store is empty, joins an existing cluster, to which an order of the issuer adds it")
          .withDefault("false");
  static final ConfigKey<Integer> SHARDS =
      ConfigKey.number(
              "shards",
              1,
              1024,
              "shards",
              "shards of a new cluster; must be what the genesis file says")
          .withDefault(String.valueOf(LedgerGenesis.DEFAULT_SHARD_COUNT));
  static final ConfigKey<Optional<Integer>> REPLICATION =
      ConfigKey.number(
              "replication.factor",
              1,
              99,
              "copies",
              "copies of each shard of a new cluster, odd; unset: 3, or 1 on a lone node; the same on all nodes")
          .optional();
  static final ConfigKey<Integer> SNAPSHOT_EVERY =
      ConfigKey.number(
              "snapshot.every.entries",
              100,
              1_000_000,
              "entries",
              "entries between two snapshots; the same on all nodes")
          .withDefault(String.valueOf(RaftSettings.defaults().snapshotEveryEntries()));

  static final ConfigKey<Optional<String>> CLOCK_ACCEPT_AFTER =
      ConfigKey.text(
              "clock.accept.after",
              "a lone node's operator confirms its clock: the last stamp that the node named when it refused to start")
          .optional();

  /** All keys. */
  public static final ConfigSpec SPEC =
      new ConfigSpec(
          "settlement node",
          List.of(
              NODE_ID,
              DATA_DIR,
              LINK_ADDRESS,
              LINK_PEERS,
              LINK_KEY,
              LINK_CERTIFICATE,
              LINK_TRUST,
              CLUSTER_NAME,
              CLUSTER_ADDRESS,
              CLUSTER_PUBLIC,
              CLUSTER_MEMBERS,
              CLUSTER_BEYOND,
              SERVICES_ADDRESS,
              SERVICES_PUBLIC,
              SERVICES_BEYOND,
              MANAGEMENT_ADDRESS,
              MANAGEMENT_BEYOND,
              GENESIS_FILE,
              CLUSTER_JOIN,
              SHARDS,
              REPLICATION,
              SNAPSHOT_EVERY,
              CLOCK_ACCEPT_AFTER));

  private NodeConfig() {}

  /**
   * Where a node is asked for its health, and the directory that holds its token and its ports.
   *
   * @param address as configured; port 0 is another one, which the ports file tells
   */
  public record Management(HostPort address, Path dataDir) {}

  /** Where a node with this configuration is asked. */
  public static Management management(Config config) {
    return new Management(config.get(MANAGEMENT_ADDRESS), config.get(DATA_DIR));
  }

  /** Everything that keeps a node from starting, as far as its settings tell. */
  public static ConfigInspection inspect(ConfigSources sources) {
    return SPEC.inspect(sources, NodeRules::check);
  }

  /**
   * The settings of a configuration.
   *
   * @throws StartException with one line that names key, rule and remedy
   */
  public static NodeSettings settings(Config config) {
    Map<String, LinkAddress> peers = peers(config);
    Optional<LedgerGenesis> genesis = genesis(config);
    int shards = shards(config, genesis);
    HostPort management = config.get(MANAGEMENT_ADDRESS);
    return new NodeSettings(
        config.get(NODE_ID),
        config.get(DATA_DIR),
        new NodeSettings.Network(
            link(config.get(LINK_ADDRESS)),
            peers,
            tls(config),
            config.get(CLUSTER_NAME),
            endpoint(config, CLUSTER_ADDRESS, CLUSTER_PUBLIC),
            endpoint(config, SERVICES_ADDRESS, SERVICES_PUBLIC),
            members(config),
            management.host(),
            management.port()),
        new NodeSettings.NewCluster(
            replicationFactor(config, peers.size() + 1), shards, genesis, config.get(CLUSTER_JOIN)),
        NodeSettings.Tuning.standard().withSnapshotEveryEntries(config.get(SNAPSHOT_EVERY)),
        config.get(CLOCK_ACCEPT_AFTER).map(NodeConfig::instant));
  }

  private static ClusterEndpoint endpoint(
      Config config, ConfigKey<HostPort> address, ConfigKey<Optional<HostPort>> publicAddress) {
    HostPort own = config.get(address);
    return new ClusterEndpoint(
        own.host(), own.port(), config.get(publicAddress).map(HostPort::toString));
  }

  static int replicationFactor(Config config, int nodes) {
    return config.get(REPLICATION).orElseGet(() -> ShardPlacement.defaultReplicationFactor(nodes));
  }

  static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new StartException(
          "clock.accept.after: '" + text + "' must be a time such as 2026-01-31T12:00:00Z", e);
    }
  }

  static Optional<LedgerGenesis> genesis(Config config) {
    return config.get(GENESIS_FILE).map(NodeConfig::readGenesis);
  }

  static int shards(Config config, Optional<LedgerGenesis> genesis) {
    int set = config.get(SHARDS);
    int shards = genesis.map(LedgerGenesis::shardCount).orElse(set);
    if (shards != set && config.source(SHARDS) != ConfigSource.DEFAULT) {
      throw new StartException(
          "shards: "
              + set
              + " is not what genesis.file says, which is "
              + shards
              + ": leave it unset, or make another genesis");
    }
    return shards;
  }

  static List<String> members(Config config) {
    List<String> members = config.get(CLUSTER_MEMBERS).stream().map(HostPort::toString).toList();
    if (members.isEmpty()) {
      throw new StartException(
          "cluster.members is empty: name the Hazelcast members of all nodes, this one included, for example "
              + config.get(CLUSTER_ADDRESS));
    }
    return members;
  }

  static Map<String, LinkAddress> peers(Config config) {
    Map<String, LinkAddress> peers = new TreeMap<>();
    for (String text : config.get(LINK_PEERS)) {
      int at = text.indexOf('@');
      if (at < 1) {
        throw wrongPeer(text, "must be id@host:port, for example node-2@10.0.0.2:7401");
      }
      String id = text.substring(0, at);
      if (!LinkConfig.NODE_ID.matcher(id).matches()) {
        throw wrongPeer(text, "must begin with a node id: " + LinkConfig.NODE_ID_FORM);
      }
      if (id.equals(config.get(NODE_ID))) {
        throw wrongPeer(text, "is this node itself (node.id): list only the others");
      }
      try {
        if (peers.put(id, link(HostPort.parse(text.substring(at + 1)))) != null) {
          throw wrongPeer(text, "has an id that is listed twice");
        }
      } catch (IllegalArgumentException e) {
        throw wrongPeer(text, "must be id@host:port: " + e.getMessage());
      }
    }
    return peers;
  }

  private static StartException wrongPeer(String text, String rule) {
    return new StartException("link.peers: '" + text + "' " + rule);
  }

  static LinkAddress link(HostPort address) {
    return new LinkAddress(address.host(), address.port());
  }

  static Optional<LinkTls> tls(Config config) {
    List<String> missing = new ArrayList<>();
    List<ConfigKey<Optional<Path>>> keys = List.of(LINK_KEY, LINK_CERTIFICATE, LINK_TRUST);
    keys.stream().filter(key -> config.get(key).isEmpty()).forEach(key -> missing.add(key.name()));
    if (missing.size() == keys.size()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw new StartException(
          "TLS of the node link needs all three PEM files; missing: " + String.join(", ", missing));
    }
    return Optional.of(
        new LinkTls.Pem(
            config.get(LINK_KEY).orElseThrow(),
            config.get(LINK_CERTIFICATE).orElseThrow(),
            config.get(LINK_TRUST).orElseThrow()));
  }

  private static LedgerGenesis readGenesis(Path file) {
    try {
      return GenesisCodec.decode(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new StartException(
          "genesis.file: " + file + " does not exist: './cbdc issuer genesis' makes it", e);
    } catch (IOException e) {
      throw new StartException("genesis.file: " + file + " cannot be read: " + e.getMessage(), e);
    } catch (MalformedException e) {
      throw new StartException(
          "genesis.file: " + file + " is no ledger genesis: " + e.getMessage(), e);
    }
  }
}
