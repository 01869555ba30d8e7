package cbdc.kit.db;

import cbdc.kit.Lifecycle;
import cbdc.kit.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, for those who name no other. It keeps its data in a directory and
 * writes it through to the disk, listens on loopback only, and asks for a password, which is in a
 * file that only its owner may read. It outlives a JVM that is killed; the next one on its
 * directory stops it first.
 */
public final class EmbeddedPostgres implements Lifecycle.Part {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String USER = "cbdc";
  private static final Pattern DATABASE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final int PASSWORD_BYTES = 24;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final Path programs;
  private final int wantedPort;
  private final List<String> databases;
  private FileChannel lock;
  private PostgresProcess process;
  private volatile int port;
  private volatile String password;

  /**
   * A server that does not run yet, with its programs in its directory.
   *
   * @param directory where everything of it is; created if it is not there
   * @param port 0 takes that of the last time if it is free, else any
   * @param databases their names (lower case letters, digits, underscores), created at the start
   */
  public EmbeddedPostgres(Path directory, int port, List<String> databases) {
    this(directory, directory.resolve("program"), port, databases);
  }

  /** As above, with the programs (58 MB) in a folder that several servers may share. */
  public EmbeddedPostgres(Path directory, Path programs, int port, List<String> databases) {
    for (String database : databases) {
      if (!DATABASE.matcher(database).matches()) {
        throw new IllegalArgumentException("'" + database + "' is no name for a database");
      }
    }
    this.directory = directory.toAbsolutePath().normalize();
    this.programs = programs.toAbsolutePath().normalize();
    this.wantedPort = port;
    this.databases = List.copyOf(databases);
  }

  /** Why no server of this kind can run on this machine, if none can. */
  public static Optional<String> refusalOfThisMachine() {
    return PostgresProgram.refusal();
  }

  /**
   * Unpacks the programs where this was not done before, stops what a killed JVM left, starts, and
   * creates the databases that are missing.
   *
   * @throws StartException if that is not possible
   */
  @Override
  public synchronized void start() throws Exception {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory.getParent());
      Files.createDirectory(directory, OWNER_ONLY_FOLDER);
    }
    lock = lock();
    try {
      startLocked();
    } catch (Exception failed) {
      unlock();
      throw failed;
    }
  }

  private void unlock() throws IOException {
    lock.close();
    lock = null;
  }

  private void startLocked() throws Exception {
    Unprivileged runner = Unprivileged.find();
    PostgresProgram program = PostgresProgram.in(programs, runner);
    password = readOrMakePassword();
    runner.own(directory);
    process = new PostgresProcess(directory, program);
    process.initialise(USER, passwordFile());
    process.endOrphan();
    port = process.start(wantedPort);
    try {
      createMissing();
    } catch (SQLException failed) {
      process.stop();
      throw new StartException(
          "the embedded database in " + directory + " refuses us: " + failed.getMessage(), failed);
    }
    LOG.info("embedded database on port {}, data in {}", port, directory);
  }

  /** Ends all connections, writes everything to disk and stops. Calling it again does nothing. */
  @Override
  public synchronized void stop() throws Exception {
    if (lock == null) {
      return;
    }
    try {
      process.stop();
    } finally {
      unlock();
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** The file with the password of the user {@code cbdc}. */
  public Path passwordFile() {
    return directory.resolve("password");
  }

  /** How to reach one of the databases; after the start. */
  public DatabaseSettings settings(String database) {
    return DatabaseSettings.of(PostgresProcess.jdbcUrl(port, database), USER, password);
  }

  /** One process at a time, so that a server which runs at our start is nobody's. */
  private FileChannel lock() throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (file.tryLock() != null) {
        return file;
      }
    } catch (OverlappingFileLockException ourselves) {
      LOG.debug("this process uses {} already", directory);
    }
    file.close();
    throw new StartException("the database directory " + directory + " is in use already");
  }

  private String readOrMakePassword() throws IOException {
    Path file = passwordFile();
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    if (Files.exists(directory.resolve("data"))) {
      throw new StartException(
          "the database in "
              + directory
              + " has lost its file 'password'; put it back, or move the directory away");
    }
    byte[] secret = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(secret);
    String made = HexFormat.of().formatHex(secret);
    Path draft = directory.resolve("password.new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, OWNER_ONLY);
    Files.writeString(draft, made + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }

  private void createMissing() throws SQLException {
    String url = PostgresProcess.jdbcUrl(port, "postgres");
    try (Connection connection = DriverManager.getConnection(url, USER, password);
        PreparedStatement look =
            connection.prepareStatement("select 1 from pg_database where datname = ?");
        Statement create = connection.createStatement()) {
      for (String database : databases) {
        look.setString(1, database);
        try (ResultSet found = look.executeQuery()) {
          if (!found.next()) {
            create.execute("create database " + database);
          }
        }
      }
    }
  }
}
