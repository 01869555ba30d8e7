package cbdc.issuer.app;

import cbdc.crypto.KeyFileException;
import cbdc.crypto.SigningKey;
import cbdc.issuer.core.ClusterId;
import cbdc.kit.config.Config;
import cbdc.kit.config.ConfigFindings;
import cbdc.kit.config.ConfigInspection;
import cbdc.kit.config.ConfigKey;
import cbdc.kit.config.ConfigSources;
import cbdc.kit.config.HostPort;
import cbdc.kit.db.DatabaseKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The keys of the issuer's service. They stand in one file with those of the command line, which
 * has the same cluster to deal with.
 */
public final class IssuerServiceConfig {
  private static final ConfigKey<HostPort> HTTP =
      ConfigKey.address(
              "issuer.http.address", "where the issuer's service listens; port 0 takes a free one")
          .withDefault("127.0.0.1:7801");
  private static final ConfigKey<Integer> RATE =
      ConfigKey.number(
              "issuer.http.rate",
              1,
              100_000,
              "requests a second",
              "how often each person may ask the service, with a second's worth at once")
          .withDefault("50");
  private static final ConfigKey<HostPort> MANAGEMENT =
      ConfigKey.address(
              "issuer.management.address",
              "where its health and metrics are served; port 0 takes a free one")
          .withDefault("127.0.0.1:7802");
  private static final ConfigKey<Path> TOKENS =
      ConfigKey.path(
              "issuer.tokens",
              "who may use the service: a line each, as 'issuer tokens new' prints it; read again when it changes")
          .withDefault("issuer-tokens.txt");
  private static final ConfigKey<Path> FOLDER =
      ConfigKey.path(
              "issuer.data-folder", "where the service keeps its own database and its ports file")
          .withDefault("issuer-data");
  private static final DatabaseKeys DATABASE = new DatabaseKeys("issuer");
  private static final ConfigKey<Duration> SUPPLY_EVERY =
      ConfigKey.duration(
              "issuer.supply.every",
              Duration.ofMillis(100),
              Duration.ofDays(1),
              "how often the supply is read, checked and kept")
          .withDefault("10s");
  private static final ConfigKey<Duration> SUPPLY_KEPT =
      ConfigKey.duration(
              "issuer.supply.kept",
              Duration.ofHours(1),
              Duration.ofDays(36_500),
              "how long the supply over time is kept")
          .withDefault("400d");

  static final List<ConfigKey<?>> KEYS =
      List.of(
          HTTP,
          RATE,
          MANAGEMENT,
          TOKENS,
          FOLDER,
          DATABASE.url(),
          DATABASE.user(),
          DATABASE.password(),
          SUPPLY_EVERY,
          SUPPLY_KEPT);

  private IssuerServiceConfig() {}

  /** Everything that keeps the service from starting, as far as its settings tell. */
  public static ConfigInspection inspect(ConfigSources sources) {
    return IssuerConfig.SPEC.inspect(sources, IssuerServiceConfig::check);
  }

  private static void check(Config config, ConfigFindings findings) {
    findings.attempt(IssuerConfig.CLUSTER, () -> cluster(config));
    if (!findings.isFaulty(IssuerConfig.SERVICE_PASSWORD)) {
      findings.attempt(IssuerConfig.SERVICE_KEY, () -> usableKey(config));
    }
    if (!findings.isFaulty(DATABASE.password())) {
      findings.attempt(DATABASE.url(), () -> DATABASE.read(config));
    }
  }

  private static ClusterId cluster(Config config) {
    return config
        .get(IssuerConfig.CLUSTER)
        .map(IssuerServiceConfig::clusterId)
        .orElseThrow(
            () -> new IllegalArgumentException("issuer.cluster-id is not set; genesis printed it"));
  }

  private static ClusterId clusterId(String text) {
    try {
      return ClusterId.parse(text);
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException("issuer.cluster-id: " + none.getMessage(), none);
    }
  }

  /** Refuses a key that cannot be read as any other setting. */
  private static void usableKey(Config config) {
    try {
      key(config);
    } catch (KeyFileException unusable) {
      throw new IllegalArgumentException("issuer.key-file: " + unusable.getMessage(), unusable);
    }
  }

  private static SigningKey key(Config config) {
    return KeyOptions.read(
            config.get(IssuerConfig.SERVICE_KEY), config.get(IssuerConfig.SERVICE_PASSWORD))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "issuer.key-file is not set: the service needs a key that bank 0000 was given (issuer draft set-bank --bank 0000)"));
  }

  /**
   * Reads the configuration of the service, its key file and its database password.
   *
   * @throws cbdc.kit.config.ConfigException with all problems found
   * @throws IllegalArgumentException with one line about what is missing or cannot be used
   * @throws cbdc.crypto.KeyFileException when the key cannot be read
   */
  public static IssuerServiceSettings load(ConfigSources sources) {
    Config config = IssuerConfig.SPEC.load(sources);
    IssuerConfig issuer = IssuerConfig.of(config);
    return new IssuerServiceSettings(
        cluster(config),
        issuer.transport(),
        key(config),
        issuer.patience(),
        issuer.makerMayApprove(),
        config.get(HTTP),
        config.get(MANAGEMENT),
        DATABASE.read(config),
        config.get(FOLDER),
        config.get(TOKENS),
        config.get(SUPPLY_EVERY),
        config.get(SUPPLY_KEPT),
        config.get(RATE));
  }
}
