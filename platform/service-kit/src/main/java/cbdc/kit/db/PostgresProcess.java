package cbdc.kit.db;

import cbdc.kit.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server process of one data directory, started and stopped by PostgreSQL's own programs. */
final class PostgresProcess {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
  private static final Pattern DATABASE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final String LOOPBACK = "127.0.0.1";
  private static final int ATTEMPTS = 3;

  private final Path directory;
  private final Path data;
  private final int wantedPort;
  private final String user;
  private FileChannel lockFile;
  private volatile int port;
  private volatile String password;
  private PostgresProgram program;

  PostgresProcess(Path directory, int wantedPort, String user) {
    this.directory = directory;
    this.data = directory.resolve("data");
    this.wantedPort = wantedPort;
    this.user = user;
  }

  void start() throws Exception {
    Files.createDirectories(directory);
    lock();
    try {
      program = PostgresProgram.in(directory.resolve("program"));
      password = readOrMakePassword();
      if (!Files.isDirectory(data)) {
        initialise();
      }
      endOrphan();
      listen();
    } catch (Exception failed) {
      lockFile.close();
      throw failed;
    }
  }

  void stop() throws Exception {
    try {
      run(List.of("stop", "-m", "fast", "-w", "-t", "30"));
    } finally {
      lockFile.close();
    }
  }

  int port() {
    return port;
  }

  String password() {
    return password;
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + database;
  }

  void createMissing(List<String> databases) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), user, password);
        PreparedStatement look =
            connection.prepareStatement("select 1 from pg_database where datname = ?");
        Statement create = connection.createStatement()) {
      for (String database : databases) {
        if (!DATABASE.matcher(database).matches()) {
          throw new IllegalArgumentException("no name for a database: " + database);
        }
        look.setString(1, database);
        try (ResultSet found = look.executeQuery()) {
          if (!found.next()) {
            create.execute("create database " + database);
          }
        }
      }
    }
  }

  private void lock() throws IOException {
    lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException ourselves) {
      LOG.debug("this process has {} already", directory, ourselves);
    }
    if (lock == null) {
      lockFile.close();
      throw new StartException("another process uses the database directory " + directory);
    }
  }

  private String readOrMakePassword() throws IOException {
    Path file = directory.resolve("password");
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    String made = HexFormat.of().formatHex(secret);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, made + "\n");
    return made;
  }

  private void initialise() throws Exception {
    Path draft = directory.resolve("data.new");
    if (Files.exists(draft)) {
      PostgresProgram.delete(draft);
    }
    execute(
        List.of(
            program.path("initdb").toString(),
            "-D",
            draft.toString(),
            "-U",
            user,
            "-A",
            "scram-sha-256",
            "--pwfile=" + directory.resolve("password"),
            "-E",
            "UTF8",
            "--locale=C"));
    Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void endOrphan() throws Exception {
    if (Files.exists(data.resolve("postmaster.pid"))) {
      run(List.of("stop", "-m", "fast", "-w", "-t", "30"));
    }
  }

  private void listen() throws Exception {
    for (int attempt = 1; ; attempt++) {
      port = wantedPort > 0 ? wantedPort : freePort();
      try {
        run(
            List.of(
                "start",
                "-w",
                "-t",
                "60",
                "-l",
                directory.resolve("server.log").toString(),
                "-o",
                "-p "
                    + port
                    + " -c listen_addresses="
                    + LOOPBACK
                    + " -c unix_socket_directories= -c fsync=on -c max_connections=200"));
        return;
      } catch (StartException failed) {
        if (attempt == ATTEMPTS) {
          throw failed;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(program.path("pg_ctl").toString());
    command.add("-D");
    command.add(data.toString());
    command.addAll(arguments);
    execute(command);
  }

  private void execute(List<String> command) throws Exception {
    List<String> full = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      // PostgreSQL refuses to run as root: in a user namespace of its own it does not see that it
      // is.
      full.add("unshare");
      full.add("-U");
    }
    full.addAll(command);
    Path output = directory.resolve("command.log");
    Process process =
        new ProcessBuilder(full).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (process.waitFor() != 0) {
      throw new StartException("the embedded database: " + Files.readString(output));
    }
  }
}
