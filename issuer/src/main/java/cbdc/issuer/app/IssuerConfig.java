package cbdc.issuer.app;

import cbdc.issuer.core.ClusterId;
import cbdc.kit.config.Config;
import cbdc.kit.config.ConfigKey;
import cbdc.kit.config.ConfigSources;
import cbdc.kit.config.ConfigSpec;
import cbdc.kit.config.HostPort;
import cbdc.settlement.client.transport.TransportConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the issuer goes by.
 *
 * @param cluster id of the cluster that orders are for; needed by everything but making keys and
 *     genesis
 * @param transport where the cluster is found
 * @param patience how long to wait for the ledger
 * @param serviceKey key file of the issuer's service: one of the issuer's keys, or of those that
 *     bank 0 was given
 * @param servicePassword its password file
 * @param orders folder of the order book
 * @param makerMayApprove whether who made an order may also approve it
 */
public record IssuerConfig(
    Optional<ClusterId> cluster,
    TransportConfig transport,
    Duration patience,
    Optional<Path> serviceKey,
    Optional<Path> servicePassword,
    Path orders,
    boolean makerMayApprove) {
  static final ConfigKey<Optional<String>> CLUSTER =
      ConfigKey.text(
              "issuer.cluster-id", "id of the cluster that orders are for, as genesis printed it")
          .optional();
  private static final ConfigKey<String> CLUSTER_NAME =
      ConfigKey.text("issuer.cluster-name", "name of the Hazelcast cluster").withDefault("cbdc");
  private static final ConfigKey<List<HostPort>> NODES =
      ConfigKey.address(
              "issuer.nodes", "settlement nodes to ask first; the others are learnt from them")
          .list()
          .withDefault("127.0.0.1:7501");
  private static final ConfigKey<Duration> PATIENCE =
      ConfigKey.duration(
              "issuer.timeout",
              Duration.ofSeconds(1),
              Duration.ofMinutes(10),
              "how long to wait for the ledger's first answer, and for each outcome")
          .withDefault("30s");
  static final ConfigKey<Optional<Path>> SERVICE_KEY =
      ConfigKey.secretFile(
              "issuer.key-file",
              "PKCS#12 file with the key that signs what is sent: an issuer key, or one that bank 0 was given")
          .optional();
  static final ConfigKey<Optional<Path>> SERVICE_PASSWORD =
      ConfigKey.secretFile(
              "issuer.password-file",
              "its password; without it the file beside it that ends in .password")
          .optional();
  private static final ConfigKey<Path> ORDERS =
      ConfigKey.path("issuer.orders-folder", "where orders and approvals are kept")
          .withDefault("issuer-orders");
  private static final ConfigKey<Boolean> MAKER_MAY_APPROVE =
      ConfigKey.flag(
              "issuer.maker-may-approve",
              "whether who made an order may also be one of those who approve it")
          .withDefault("false");

  /** All keys of the issuer. */
  public static final ConfigSpec SPEC =
      new ConfigSpec(
          "issuer",
          Stream.concat(
                  Stream.of(
                      CLUSTER,
                      CLUSTER_NAME,
                      NODES,
                      PATIENCE,
                      SERVICE_KEY,
                      SERVICE_PASSWORD,
                      ORDERS,
                      MAKER_MAY_APPROVE),
                  IssuerServiceConfig.KEYS.stream())
              .toList());

  /**
   * Reads the configuration.
   *
   * @throws cbdc.kit.config.ConfigException with all problems found
   * @throws IllegalArgumentException when the cluster id is none
   */
  public static IssuerConfig load(ConfigSources sources) {
    return of(SPEC.load(sources));
  }

  static IssuerConfig of(Config config) {
    List<String> nodes = config.get(NODES).stream().map(HostPort::toString).toList();
    return new IssuerConfig(
        config.get(CLUSTER).map(ClusterId::parse),
        new TransportConfig(config.get(CLUSTER_NAME), "issuer", nodes),
        config.get(PATIENCE),
        config.get(SERVICE_KEY),
        config.get(SERVICE_PASSWORD),
        config.get(ORDERS),
        config.get(MAKER_MAY_APPROVE));
  }
}
