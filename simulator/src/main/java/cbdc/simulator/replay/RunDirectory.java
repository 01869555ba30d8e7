package cbdc.simulator.replay;

import cbdc.crypto.KeyFile;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SignatureSuite;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.GenesisBuilder;
import cbdc.issuer.core.LedgerKeys;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What a replay keeps in its directory besides the nodes' data: the keys of issuer and banks, and
 * with which cluster it began. A run that goes on finds everything here; how far it has come it
 * asks the ledger.
 */
final class RunDirectory {
  private static final String FORMAT = "1";
  private static final String NOTE = "replay.properties";
  private static final int ISSUER_KEYS = 3;
  private static final int ISSUER_THRESHOLD = 2;

  /** The bank's own time zone, in winter; limits do not matter here. */
  private static final int UTC_OFFSET_SECONDS = 3_600;

  private final Path directory;
  private final int nodes;
  private final UUID cluster;
  private final boolean isNew;
  private final ConcurrentHashMap<String, LocalSigningKey> keys = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  private RunDirectory(Path directory, int nodes, UUID cluster, boolean isNew) {
    this.directory = directory;
    this.nodes = nodes;
    this.cluster = cluster;
    this.isNew = isNew;
  }

  /**
   * Opens a directory where a replay was begun, or makes one.
   *
   * @param nodes how many nodes; empty for one, or for as many as the replay was begun with
   * @throws CommandFailure when the directory is of something else
   */
  static RunDirectory open(Path directory, Optional<Integer> nodes) {
    try {
      return Files.isRegularFile(directory.resolve(NOTE))
          ? existing(directory, nodes)
          : create(directory, nodes.orElse(1));
    } catch (IOException e) {
      throw CommandFailure.failed(
          "data directory " + directory + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static RunDirectory existing(Path directory, Optional<Integer> nodes) throws IOException {
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
    int stored = Integer.parseInt(note.getProperty("nodes"));
    if (nodes.isPresent() && nodes.get() != stored) {
      throw CommandFailure.usage(
          "--nodes "
              + nodes.get()
              + ": the replay in "
              + directory
              + " was begun with "
              + stored
              + "; leave the option out, or use another directory");
    }
    return new RunDirectory(directory, stored, UUID.fromString(note.getProperty("cluster")), false);
  }

  private static RunDirectory create(Path directory, int nodes) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> content = Files.list(directory)) {
      List<String> strange =
          content
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.equals("keys") && !name.startsWith(NOTE))
              .toList();
      if (!strange.isEmpty()) {
        throw CommandFailure.usage(
            "data directory "
                + directory
                + " holds "
                + strange.getFirst()
                + " but no replay: use an empty or a new one");
      }
    }
    // Keys without a note are of a run that ended before any node knew them.
    deleteKeys(directory.resolve("keys"));
    Files.createDirectories(directory.resolve("keys"));
    RunDirectory run = new RunDirectory(directory, nodes, UUID.randomUUID(), true);
    KeyFile.writeNewPassword(run.passwordFile(), run.random);
    for (int number = 1; number <= ISSUER_KEYS; number++) {
      run.key("issuer-" + number);
    }
    Properties note = new Properties();
    note.setProperty("format", FORMAT);
    note.setProperty("nodes", Integer.toString(nodes));
    note.setProperty("cluster", run.cluster.toString());
    Path next = directory.resolve(NOTE + ".next");
    try (var out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
      note.store(out, "A replay of a bank's history; see cbdc replay --help");
    }
    Files.move(next, directory.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE);
    return run;
  }

  private static void deleteKeys(Path keys) throws IOException {
    if (Files.isDirectory(keys)) {
      try (Stream<Path> files = Files.list(keys)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The directory. */
  Path directory() {
    return directory;
  }

  /** Number of nodes. */
  int nodes() {
    return nodes;
  }

  /** The cluster's id. */
  UUID cluster() {
    return cluster;
  }

  /** True when nothing was here before. */
  boolean isNew() {
    return isNew;
  }

  /** The issuer's keys. */
  List<LocalSigningKey> issuerKeys() {
    List<LocalSigningKey> issuer = new ArrayList<>();
    for (int number = 1; number <= ISSUER_KEYS; number++) {
      issuer.add(key("issuer-" + number));
    }
    return issuer;
  }

  /** A bank's key, made when first asked for; bank 0 has the issuer's first. */
  LocalSigningKey bankKey(int bank) {
    return bank == 0
        ? key("issuer-1")
        : key(String.format(java.util.Locale.ROOT, "bank-%04d", bank));
  }

  /** Makes or opens the keys of banks: each takes a while, by design of key files. */
  void prepareKeys(Collection<Integer> banks) {
    banks.forEach(this::bankKey);
  }

  /** What the ledgers start from; the same whenever it is asked for. */
  LedgerGenesis genesis() {
    long none = LimitPolicy.NONE;
    ClassLimits unlimited = new ClassLimits(ReplayAccounts.WALLET_CLASS, none, none, none, none);
    return new GenesisBuilder()
        .cluster(new ClusterId(cluster.getMostSignificantBits(), cluster.getLeastSignificantBits()))
        .issuer(ISSUER_THRESHOLD, LedgerKeys.of(issuerKeys()))
        .policy(new LimitPolicy(UTC_OFFSET_SECONDS, List.of(unlimited)))
        .build();
  }

  private LocalSigningKey key(String name) {
    return keys.computeIfAbsent(name, this::readOrMake);
  }

  private LocalSigningKey readOrMake(String name) {
    Path file = directory.resolve("keys").resolve(name + ".p12");
    if (Files.exists(file)) {
      return KeyFile.read(file, passwordFile());
    }
    LocalSigningKey key = KeyGeneration.generate(SignatureSuite.ED25519, random);
    KeyFile.write(file, passwordFile(), key, name);
    return key;
  }

  private Path passwordFile() {
    return directory.resolve("keys").resolve("password");
  }
}
