package cbdc.wallet.app;

import cbdc.crypto.KeyFile;
import cbdc.crypto.KeyFileException;
import cbdc.crypto.PrivateFiles;
import cbdc.crypto.SigningKey;
import cbdc.kit.config.Config;
import cbdc.kit.config.ConfigFindings;
import cbdc.kit.config.ConfigInspection;
import cbdc.kit.config.ConfigKey;
import cbdc.kit.config.ConfigSources;
import cbdc.kit.config.ConfigSpec;
import cbdc.kit.config.HostPort;
import cbdc.kit.config.TracingKeys;
import cbdc.kit.db.DatabaseKeys;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.ClientBatchCodec;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.wallet.core.BearerTokens;
import cbdc.wallet.core.EvidenceKind;
import cbdc.wallet.core.EvidenceRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What an operator can set for a wallet service, declared once. */
public final class WalletConfig {
  private static final ConfigKey<Integer> BANK =
      ConfigKey.number("wallet.bank", 1, AccountNumber.MAX_BANK, "", "code of the bank");
  private static final ConfigKey<String> CLUSTER =
      ConfigKey.text("wallet.cluster-id", "id of the settlement cluster, as genesis printed it");
  private static final ConfigKey<String> CLUSTER_NAME =
      ConfigKey.text("wallet.cluster-name", "name of the Hazelcast cluster").withDefault("cbdc");
  private static final ConfigKey<List<HostPort>> NODES =
      ConfigKey.address(
              "wallet.nodes", "settlement nodes to ask first; the others are learnt from them")
          .list()
          .withDefault("127.0.0.1:7501");
  private static final ConfigKey<Path> KEY =
      ConfigKey.secretFile("wallet.key-file", "PKCS#12 file with one of the bank's batch keys");
  private static final ConfigKey<Optional<Path>> KEY_PASSWORD =
      ConfigKey.secretFile(
              "wallet.password-file",
              "its password; without it the file beside it that ends in .password")
          .optional();
  private static final ConfigKey<Duration> ANSWER_WITHIN =
      ConfigKey.duration(
              "wallet.answer-within",
              Duration.ofSeconds(4),
              Duration.ofSeconds(60),
              "how long an outcome is waited for before a payment is answered as pending")
          .withDefault("8s");
  private static final ConfigKey<Integer> BATCH_COMMANDS =
      ConfigKey.number(
              "wallet.batch-commands",
              1,
              ClientBatchCodec.MAX_COMMANDS,
              "commands",
              "most commands of one shard that go to a settlement node at once")
          .withDefault(String.valueOf(ClientBatchCodec.MAX_COMMANDS));
  private static final ConfigKey<HostPort> HTTP =
      ConfigKey.address("wallet.http.address", "where the API listens; port 0 takes a free one")
          .withDefault("127.0.0.1:8101");
  private static final ConfigKey<Integer> THREADS =
      ConfigKey.number("wallet.http.threads", 1, 64, "threads", "event loops that serve requests")
          .withDefault("2");
  private static final ConfigKey<HostPort> MANAGEMENT =
      ConfigKey.address(
              "wallet.management.address",
              "where health and metrics are served; port 0 takes a free one")
          .withDefault("127.0.0.1:8102");
  private static final ConfigKey<Path> FOLDER =
      ConfigKey.path(
              "wallet.data-folder", "where the service keeps its own database and its ports file")
          .withDefault("wallet-data");
  private static final DatabaseKeys DATABASE = new DatabaseKeys("wallet");
  private static final TracingKeys TRACING = new TracingKeys("wallet");
  private static final ConfigKey<Path> TOKEN_SECRET =
      ConfigKey.secretFile(
          "wallet.token-secret-file",
          "file with the secret that seals wallets' tokens, base64 of 32 bytes or more; 'wallet init' makes one");
  private static final ConfigKey<Path> OPERATOR_TOKENS =
      ConfigKey.secretFile(
          "wallet.operator-tokens-file",
          "file with the tokens of the bank's own staff and systems, one a line; 'wallet init' makes one");
  private static final ConfigKey<Duration> TOKEN_VALIDITY =
      ConfigKey.duration(
              "wallet.token-validity",
              Duration.ofSeconds(1),
              Duration.ofDays(3_660),
              "how long a wallet's token is valid")
          .withDefault("90d");
  private static final ConfigKey<Integer> RATE =
      ConfigKey.number(
              "wallet.http.rate",
              1,
              1_000_000,
              "requests a second",
              "how often each holder, merchant and hold may ask, and each address without a valid token, with two seconds' worth at once")
          .withDefault("100");
  private static final ConfigKey<Integer> OPERATOR_RATE =
      ConfigKey.number(
              "wallet.http.operator-rate",
              1,
              1_000_000,
              "requests a second",
              "how often the bank's own systems may ask, with two seconds' worth at once")
          .withDefault("5000");
  private static final ConfigKey<List<String>> EVIDENCE =
      ConfigKey.text(
              "wallet.evidence",
              "what a holder must have shown for each class that the bank offers, each class=kind+kind")
          .list()
          .withDefault(
              "0=identity_document+bank_account+in_person,1=identity_document+bank_account+in_person,"
                  + "2=identity_document+bank_card,3=identity_document,4=phone_number");

  private static final ConfigKey<Boolean> SANDBOX =
      ConfigKey.flag(
              "wallet.sandbox",
              "whether the money here is nobody's: load tests send nothing to a service that does not say so")
          .withDefault("false");

  /** All keys of a wallet service. */
  public static final ConfigSpec SPEC =
      new ConfigSpec(
          "wallet",
          List.of(
              BANK,
              CLUSTER,
              CLUSTER_NAME,
              NODES,
              KEY,
              KEY_PASSWORD,
              ANSWER_WITHIN,
              BATCH_COMMANDS,
              HTTP,
              THREADS,
              RATE,
              OPERATOR_RATE,
              MANAGEMENT,
              FOLDER,
              DATABASE.url(),
              DATABASE.user(),
              DATABASE.password(),
              TOKEN_SECRET,
              OPERATOR_TOKENS,
              TOKEN_VALIDITY,
              EVIDENCE,
              SANDBOX,
              TRACING.endpoint(),
              TRACING.samplePercent()));

  private WalletConfig() {}

  /** Everything that keeps a wallet service from starting, as far as its settings tell. */
  public static ConfigInspection inspect(ConfigSources sources) {
    return SPEC.inspect(sources, WalletConfig::check);
  }

  private static void check(Config config, ConfigFindings findings) {
    findings.attempt(CLUSTER, () -> cluster(config));
    if (!findings.isFaulty(KEY_PASSWORD)) {
      findings.attempt(KEY, () -> usable(config));
    }
    findings.attempt(TOKEN_SECRET, () -> secret(config.get(TOKEN_SECRET)));
    findings.attempt(OPERATOR_TOKENS, () -> operatorTokens(config.get(OPERATOR_TOKENS)));
    findings.attempt(EVIDENCE, () -> evidence(config.get(EVIDENCE)));
    if (!findings.isFaulty(TRACING.samplePercent())) {
      findings.attempt(TRACING.endpoint(), () -> TRACING.read(config));
    }
    if (!findings.isFaulty(DATABASE.password())) {
      findings.attempt(DATABASE.url(), () -> DATABASE.read(config));
    }
  }

  /**
   * Reads the configuration and the files that it names.
   *
   * @throws cbdc.kit.config.ConfigException with all problems found
   * @throws IllegalArgumentException with one line about what cannot be used
   * @throws cbdc.crypto.KeyFileException when the key cannot be read
   */
  public static WalletSettings load(ConfigSources sources) {
    Config config = SPEC.load(sources);
    return new WalletSettings(
        ledger(config),
        new WalletSettings.Http(config.get(HTTP), config.get(MANAGEMENT), config.get(THREADS)),
        DATABASE.read(config),
        config.get(FOLDER),
        new WalletSettings.Access(
            secret(config.get(TOKEN_SECRET)),
            operatorTokens(config.get(OPERATOR_TOKENS)),
            config.get(TOKEN_VALIDITY),
            config.get(RATE),
            config.get(OPERATOR_RATE),
            config.get(SANDBOX)),
        evidence(config.get(EVIDENCE)),
        TRACING.read(config));
  }

  private static WalletSettings.LedgerAccess ledger(Config config) {
    List<String> nodes = config.get(NODES).stream().map(HostPort::toString).toList();
    return new WalletSettings.LedgerAccess(
        config.get(BANK),
        cluster(config),
        new TransportConfig(config.get(CLUSTER_NAME), "wallet-" + config.get(BANK), nodes),
        readKey(config),
        config.get(ANSWER_WITHIN),
        config.get(BATCH_COMMANDS));
  }

  private static UUID cluster(Config config) {
    try {
      return UUID.fromString(config.get(CLUSTER));
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException(
          "wallet.cluster-id '" + config.get(CLUSTER) + "' is not a UUID; genesis printed it",
          none);
    }
  }

  private static SigningKey readKey(Config config) {
    Path keyFile = config.get(KEY);
    return KeyFile.read(keyFile, config.get(KEY_PASSWORD).orElseGet(() -> beside(keyFile)));
  }

  /** Refuses a key that cannot be read as any other setting. */
  private static void usable(Config config) {
    try {
      readKey(config);
    } catch (KeyFileException unusable) {
      throw new IllegalArgumentException("wallet.key-file: " + unusable.getMessage(), unusable);
    }
  }

  private static Path beside(Path keyFile) {
    String name = keyFile.getFileName().toString();
    String stem = name.endsWith(".p12") ? name.substring(0, name.length() - ".p12".length()) : name;
    return keyFile.resolveSibling(stem + ".password");
  }

  private static byte[] secret(Path file) {
    String text = read("wallet.token-secret-file", file).strip();
    try {
      byte[] secret = Base64.getDecoder().decode(text);
      if (secret.length >= BearerTokens.SECRET_BYTES_MIN) {
        return secret;
      }
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException(
          "wallet.token-secret-file " + file + " is not base64; 'wallet init' makes one",
          notBase64);
    }
    throw new IllegalArgumentException(
        "wallet.token-secret-file " + file + " holds fewer than 32 bytes; 'wallet init' makes one");
  }

  private static List<String> operatorTokens(Path file) {
    List<String> tokens =
        read("wallet.operator-tokens-file", file)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (tokens.isEmpty() || tokens.stream().anyMatch(token -> token.length() < 32)) {
      throw new IllegalArgumentException(
          "wallet.operator-tokens-file "
              + file
              + " must hold at least one token, each of 32 characters or more; 'wallet init' makes one");
    }
    return tokens;
  }

  private static String read(String key, Path file) {
    return new String(PrivateFiles.read(file, key), StandardCharsets.UTF_8);
  }

  private static EvidenceRules evidence(List<String> classes) {
    Map<Integer, Set<EvidenceKind>> required = new HashMap<>();
    for (String entry : classes) {
      try {
        int equals = entry.indexOf('=');
        Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
        for (String kind : entry.substring(equals + 1).split("\\+", -1)) {
          kinds.add(EvidenceKind.valueOf(kind.strip().toUpperCase(Locale.ROOT)));
        }
        required.put(Integer.parseInt(entry.substring(0, equals).strip()), kinds);
      } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
        throw new IllegalArgumentException(
            "wallet.evidence '"
                + entry
                + "' is not like 3=identity_document; kinds are "
                + String.join(
                    ", ",
                    EnumSet.allOf(EvidenceKind.class).stream()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .toList()),
            wrong);
      }
    }
    return new EvidenceRules(required);
  }
}
