package cbdc.simulator.system;

import cbdc.crypto.KeyFile;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.PrivateFiles;
import cbdc.crypto.SignatureSuite;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.GenesisBuilder;
import cbdc.issuer.core.LedgerKeys;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a system keeps in its directory besides the data of its parts: keys, secrets, what it is for
 * and with which cluster it began. Everything is made when it is first asked for, and found again
 * later.
 */
public final class SystemDirectory {
  private static final String FORMAT = "1";
  private static final String NOTE = "system.properties";
  private static final int ISSUER_KEYS = 3;
  private static final int ISSUER_THRESHOLD = 2;
  private static final int SECRET_BYTES = 32;

  private final Path directory;
  private final int nodes;
  private final SystemPurpose purpose;
  private final UUID cluster;
  private final boolean isNew;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, LocalSigningKey> keys = new ConcurrentHashMap<>();

  private SystemDirectory(
      Path directory, int nodes, SystemPurpose purpose, UUID cluster, boolean isNew) {
    this.directory = directory;
    this.nodes = nodes;
    this.purpose = purpose;
    this.cluster = cluster;
    this.isNew = isNew;
  }

  /**
   * Opens a system's directory, or makes one.
   *
   * @param nodes how many nodes; empty for one, or for as many as the system was made with
   * @param purpose what the system is for; one that was made for something else is refused
   * @throws CommandFailure when the directory is of something else
   */
  public static SystemDirectory open(
      Path directory, Optional<Integer> nodes, SystemPurpose purpose) {
    try {
      return Files.isRegularFile(directory.resolve(NOTE))
          ? existing(directory, nodes, purpose)
          : create(directory, nodes.orElse(1), purpose);
    } catch (IOException unusable) {
      throw CommandFailure.failed(
          "data directory " + directory + " cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private static SystemDirectory existing(
      Path directory, Optional<Integer> nodes, SystemPurpose purpose) throws IOException {
    Properties note = new Properties();
    try (var in = Files.newBufferedReader(directory.resolve(NOTE), StandardCharsets.UTF_8)) {
      note.load(in);
    }
    if (!FORMAT.equals(note.getProperty("format"))) {
      throw CommandFailure.failed(
          directory.resolve(NOTE)
              + " is of format "
              + note.getProperty("format")
              + ", expected "
              + FORMAT
              + ": continue with the program version that wrote it");
    }
    // One that says nothing is older than this question.
    String madeFor = note.getProperty("purpose", purpose.word());
    if (!madeFor.equals(purpose.word())) {
      throw CommandFailure.usage(
          "data directory "
              + directory
              + " was made by "
              + SystemPurpose.commandOf(madeFor)
              + " and is of no use to "
              + purpose.command()
              + ": use another directory");
    }
    int stored = Integer.parseInt(note.getProperty("nodes"));
    if (nodes.isPresent() && nodes.get() != stored) {
      throw CommandFailure.usage(
          "--nodes "
              + nodes.get()
              + ": the system in "
              + directory
              + " was made with "
              + stored
              + "; leave the option out, or use another directory");
    }
    return new SystemDirectory(
        directory, stored, purpose, UUID.fromString(note.getProperty("cluster")), false);
  }

  private static SystemDirectory create(Path directory, int nodes, SystemPurpose purpose)
      throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> content = Files.list(directory)) {
      Optional<Path> strange = content.findFirst();
      if (strange.isPresent()) {
        throw CommandFailure.usage(
            "data directory "
                + directory
                + " holds "
                + strange.get().getFileName()
                + " but no system: use an empty or a new one");
      }
    }
    UUID cluster = UUID.randomUUID();
    Properties note = new Properties();
    note.setProperty("format", FORMAT);
    note.setProperty("nodes", Integer.toString(nodes));
    note.setProperty("purpose", purpose.word());
    note.setProperty("cluster", cluster.toString());
    Path next = directory.resolve(NOTE + ".next");
    try (var out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
      note.store(out, "A system of settlement nodes and services; see cbdc run and cbdc replay");
    }
    Files.move(next, directory.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE);
    return new SystemDirectory(directory, nodes, purpose, cluster, true);
  }

  /** The directory. */
  public Path path() {
    return directory;
  }

  /** Number of settlement nodes. */
  public int nodes() {
    return nodes;
  }

  /** What the system is for. */
  public SystemPurpose purpose() {
    return purpose;
  }

  /** True when nothing was here before. */
  public boolean isNew() {
    return isNew;
  }

  /** The cluster's id. */
  public UUID cluster() {
    return cluster;
  }

  /** The cluster's id, as the issuer knows it. */
  public ClusterId clusterId() {
    return new ClusterId(cluster.getMostSignificantBits(), cluster.getLeastSignificantBits());
  }

  /** The issuer's keys; two of them approve an order. */
  public List<LocalSigningKey> issuerKeys() {
    List<LocalSigningKey> issuer = new ArrayList<>();
    for (int number = 1; number <= ISSUER_KEYS; number++) {
      issuer.add(key("issuer-" + number));
    }
    return issuer;
  }

  /** The key of the issuer's service, which approves nothing. */
  public LocalSigningKey serviceKey() {
    return key("issuer-service");
  }

  /** A bank's batch key. */
  public LocalSigningKey bankKey(int bank) {
    return key(nameOf(bank));
  }

  /** What a new ledger starts from. */
  public LedgerGenesis genesis(LimitPolicy policy) {
    return genesis(policy, LedgerGenesis.DEFAULT_SHARD_COUNT);
  }

  /** The same with that many shards. */
  public LedgerGenesis genesis(LimitPolicy policy, int shards) {
    return new GenesisBuilder()
        .shardCount(shards)
        .cluster(clusterId())
        .issuer(ISSUER_THRESHOLD, LedgerKeys.of(issuerKeys()))
        .policy(policy)
        .build();
  }

  /** The secret that seals the tokens of a bank's wallets. */
  byte[] tokenSecret(int bank) {
    return Base64.getDecoder()
        .decode(
            secret(
                nameOf(bank) + ".tokens", () -> Base64.getEncoder().encodeToString(randomBytes())));
  }

  /** The token of a bank's own staff and systems. */
  public String operatorToken(int bank) {
    return secret(
        nameOf(bank) + ".operator",
        () -> "cbdc_op_" + Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes()));
  }

  /** A secret by its name, made when first asked for. */
  String secret(String name, Supplier<String> fresh) {
    Path file = directory.resolve("secrets").resolve(name);
    if (!Files.exists(file)) {
      PrivateFiles.writeNew(file, (fresh.get() + "\n").getBytes(StandardCharsets.UTF_8), "secret");
    }
    return new String(PrivateFiles.read(file, "secret"), StandardCharsets.UTF_8).strip();
  }

  SecureRandom random() {
    return random;
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String nameOf(int bank) {
    return String.format(Locale.ROOT, "bank-%04d", bank);
  }

  private LocalSigningKey key(String name) {
    return keys.computeIfAbsent(name, this::readOrMake);
  }

  /** A key file that a crash left half written would stop the system for good: whole or not. */
  private LocalSigningKey readOrMake(String name) {
    Path folder = directory.resolve("keys");
    Path file = folder.resolve(name + ".p12");
    Path password = folder.resolve(name + ".password");
    if (Files.exists(file)) {
      return KeyFile.read(file, password);
    }
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(password);
    } catch (IOException unusable) {
      throw CommandFailure.failed(
          "key " + file + " cannot be made: " + unusable.getMessage(), unusable);
    }
    KeyFile.writeNewPassword(password, random);
    LocalSigningKey key = KeyGeneration.generate(SignatureSuite.ED25519, random);
    KeyFile.write(file, password, key, name);
    return key;
  }
}
