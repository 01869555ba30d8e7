package cbdc.kit.db;

import cbdc.kit.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server process of one data directory, started and stopped by PostgreSQL's own programs. */
final class PostgresProcess {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECTIONS_MAX = 200;
  private static final int ATTEMPTS = 5;
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 20;
  private static final int ORPHAN_SECONDS = 20;
  private static final int POLL_MILLIS = 50;
  private static final long LOG_BYTES_MAX = 4 << 20;

  private final Path directory;
  private final Path data;
  private final Path output;
  private final Path log;
  private final PostgresProgram program;
  private final ServerProcesses processes;

  PostgresProcess(Path directory, PostgresProgram program) {
    this.directory = directory;
    this.data = directory.resolve("data");
    this.output = directory.resolve("command.log");
    this.log = directory.resolve("server.log");
    this.program = program;
    this.processes = new ServerProcesses(data);
  }

  /** Makes an empty data directory where there is none, in one step: none is ever half made. */
  void initialise(String user, Path passwordFile) throws IOException, InterruptedException {
    if (Files.isDirectory(data)) {
      return;
    }
    Path draft = directory.resolve("data.new");
    if (Files.exists(draft)) {
      PostgresProgram.delete(draft);
    }
    List<String> arguments =
        List.of(
            "--pgdata=" + draft,
            "--username=" + user,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums");
    if (!program.run(output, START_SECONDS, "initdb", arguments)) {
      throw failure("its data directory could not be made", output);
    }
    Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Ends the server that a killed JVM left behind. Only what is PostgreSQL and works in our data
   * directory is touched.
   */
  void endOrphan() throws IOException, InterruptedException {
    List<Long> running = processes.running();
    if (processes.named().filter(running::contains).isPresent()) {
      LOG.warn("a database server was left by a process that was killed; stopping it: {}", data);
      stop();
      return;
    }
    // Its children end by themselves when they notice that it is gone.
    long deadline = System.nanoTime() + ORPHAN_SECONDS * 1_000_000_000L;
    while (!processes.running().isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new StartException(
            "processes " + processes.running() + " still use the database in " + data);
      }
      Thread.sleep(POLL_MILLIS);
    }
    processes.forget();
  }

  /**
   * Starts the server. An interrupt waits until it is known whether there is one, and ends it.
   *
   * @param wantedPort 0 takes the first of these that is free: the last one, any
   * @return the port that it listens on
   */
  int start(int wantedPort) throws IOException, InterruptedException {
    Path portFile = directory.resolve("port");
    for (int attempt = 1; ; attempt++) {
      int port = wantedPort > 0 ? wantedPort : free(attempt == 1 ? last(portFile) : 0);
      rotateLog();
      boolean isUp = program.runToItsEnd(output, START_SECONDS + 5, "pg_ctl", startArguments(port));
      if (Thread.interrupted()) {
        if (isUp) {
          stop();
        }
        throw new InterruptedException("told to stop while the database server started");
      }
      if (isUp) {
        Files.writeString(portFile, port + "\n");
        return port;
      }
      // Somebody may have taken the port in between.
      boolean taken = Files.readString(log).contains("could not bind");
      if (!taken || wantedPort > 0 || attempt == ATTEMPTS) {
        throw failure("it did not start on port " + port, log);
      }
    }
  }

  /** Stops the server: at once for its clients, and with everything on disk. */
  void stop() throws IOException, InterruptedException {
    if (!program.run(output, STOP_SECONDS + 5, "pg_ctl", stopArguments("fast"))) {
      LOG.warn("the database server takes too long to stop, and recovers at its next start");
      if (!program.run(output, STOP_SECONDS + 5, "pg_ctl", stopArguments("immediate"))) {
        throw failure("it did not stop", output);
      }
    }
  }

  static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + database;
  }

  private List<String> startArguments(int port) {
    String options =
        "-c port=%d -c listen_addresses=%s -c unix_socket_directories= -c max_connections=%d"
            .formatted(port, LOOPBACK, CONNECTIONS_MAX);
    return List.of(
        "start",
        "--wait",
        "--timeout=" + START_SECONDS,
        "--pgdata=" + data,
        "--log=" + log,
        "--options=" + options + " -c fsync=on -c full_page_writes=on -c synchronous_commit=on");
  }

  private List<String> stopArguments(String mode) {
    return List.of(
        "stop", "--wait", "--timeout=" + STOP_SECONDS, "--pgdata=" + data, "--mode=" + mode);
  }

  private void rotateLog() throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
      Files.move(log, directory.resolve("server.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static int last(Path portFile) throws IOException {
    try {
      return Files.exists(portFile) ? Integer.parseInt(Files.readString(portFile).strip()) : 0;
    } catch (NumberFormatException damaged) {
      return 0;
    }
  }

  /** The port if it is free, else any that is. */
  private static int free(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // As the server does: what lingers from its last connections does not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException taken) {
      if (port == 0) {
        throw taken;
      }
      return free(0);
    }
  }

  private static StartException failure(String what, Path file) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    return new StartException(
        "the embedded database: " + what + "; " + file + " ends with: " + last);
  }
}
