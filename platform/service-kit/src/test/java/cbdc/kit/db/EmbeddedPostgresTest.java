package cbdc.kit.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cbdc.kit.StartException;
import cbdc.testkit.Await;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedPostgresTest {
  /** Shared by most tests, each with tables of its own: to make a data directory takes seconds. */
  @TempDir private static Path folder;

  private EmbeddedPostgres server;

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void shouldKeepItsDataItsPasswordAndItsPort() throws Exception {
    start("one", "two");
    execute("one", "create table kept (id int)");
    execute("one", "insert into kept values (7)");
    int port = server.port();
    String password = server.settings("one").password();
    server.stop();

    start("one", "two", "three");

    assertThat(query("one", "select id from kept")).isEqualTo("7");
    assertThat(query("three", "select current_database()")).isEqualTo("three");
    assertThat(server.port()).isEqualTo(port);
    assertThat(server.settings("one").password()).isEqualTo(password);
  }

  @Test
  void shouldBeSafeAgainstPowerLossAndStrangers() throws Exception {
    start("one");

    assertThat(query("one", "show fsync")).isEqualTo("on");
    assertThat(query("one", "show full_page_writes")).isEqualTo("on");
    assertThat(query("one", "show synchronous_commit")).isEqualTo("on");
    assertThat(query("one", "show data_checksums")).isEqualTo("on");
    assertThat(query("one", "show listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(query("one", "show server_encoding")).isEqualTo("UTF8");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.passwordFile())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(folder.resolve("db/data/pg_hba.conf")))
        .doesNotContain("trust\n")
        .contains("scram-sha-256");
    DatabaseSettings right = server.settings("one");
    assertThatThrownBy(() -> DriverManager.getConnection(right.jdbcUrl(), right.user(), "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void shouldTakeAnotherPortWhereTheLastOneIsTaken() throws Exception {
    start("one");
    int port = server.port();
    server.stop();

    try (ServerSocket taken = new ServerSocket(port)) {
      start("one");
      assertThat(server.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(query("one", "select 1")).isEqualTo("1");
    }
  }

  @Test
  void shouldSayThatTheWantedPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      EmbeddedPostgres second =
          new EmbeddedPostgres(
              folder.resolve("db"),
              Path.of("target/postgres-programs"),
              taken.getLocalPort(),
              List.of());
      assertThatThrownBy(second::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("it did not start on port " + taken.getLocalPort())
          .hasMessageContaining("Address already in use");
    }
  }

  @Test
  void shouldNotShareItsDirectory() throws Exception {
    start("one");

    assertThatThrownBy(() -> EmbeddedServers.in(folder.resolve("db"), "one").start())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("is in use already");
    assertThat(query("one", "select 1")).isEqualTo("1");
  }

  @Test
  void shouldStopWhatAKilledProcessLeftAndGoOnWithItsData() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.resolve("db").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long orphan;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      orphan = Long.parseLong(out.readLine());
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ProcessHandle.of(orphan)).as("it outlives the JVM").isPresent();

    start("one");

    assertThat(query("one", "select id from acknowledged")).isEqualTo("42");
    assertThat(serverProcess()).isNotEqualTo(orphan);
    Await.until("the orphan is gone", () -> !isRunning(orphan));
  }

  /** Starts a server, writes to it and waits to be killed. */
  static final class Victim {
    public static void main(String[] args) throws Exception {
      EmbeddedPostgres server = EmbeddedServers.in(Path.of(args[0]), "one");
      server.start();
      DatabaseSettings one = server.settings("one");
      try (Connection connection =
              DriverManager.getConnection(one.jdbcUrl(), one.user(), one.password());
          Statement statement = connection.createStatement()) {
        statement.execute("create table acknowledged (id int)");
        statement.execute("insert into acknowledged values (42)");
        System.out.println(
            Files.readAllLines(Path.of(args[0], "data", "postmaster.pid")).getFirst());
        while (System.in.read() >= 0) {
          // Nothing comes.
        }
      }
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenItsStartIsInterrupted(@TempDir Path own) throws Exception {
    Path data = own.resolve("data");
    startUntil("its data directory is being made", own.resolve("data.new/base"), own);
    assertThat(data).doesNotExist();
    assertThat(ProcessHandle.current().descendants().map(each -> each.info().command().orElse("")))
        .noneMatch(command -> command.endsWith("initdb"));

    server = EmbeddedServers.in(own, "one");
    server.start();
    server.stop();
    startUntil("the server comes up", data.resolve("postmaster.pid"), own);
    assertThat(new ServerProcesses(data).running()).isEmpty();
  }

  /** Starts a server, interrupts it when a file is there, and returns when nobody is at it. */
  private static void startUntil(String what, Path file, Path directory) throws Exception {
    EmbeddedPostgres starting = EmbeddedServers.in(directory, "one");
    FutureTask<Boolean> start =
        new FutureTask<>(
            () -> {
              starting.start();
              return true;
            });
    Thread starter = Thread.ofPlatform().start(start);
    Await.until(what, () -> Files.exists(file));
    starter.interrupt();
    starter.join();
    try {
      // It may have been up just before that.
      if (start.get()) {
        starting.stop();
      }
    } catch (ExecutionException told) {
      assertThat(told).hasRootCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void shouldLeaveAProcessAloneThatOnlyHasTheNumber() throws Exception {
    start("one");
    server.stop();
    server = null;
    Process innocent = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(
          folder.resolve("db/data/postmaster.pid"),
          innocent.pid() + "\n" + folder.resolve("db/data") + "\n1\n5432\n\n127.0.0.1\n");

      start("one");

      assertThat(query("one", "select 1")).isEqualTo("1");
      assertThat(innocent.isAlive()).isTrue();
    } finally {
      innocent.destroyForcibly();
    }
  }

  @Test
  void shouldBeginAgainWhereTheFirstStartBrokeOff(@TempDir Path own) throws Exception {
    Path draft = own.resolve("data.new/base");
    Files.createDirectories(draft);
    Files.writeString(draft.resolve("half"), "made");

    server = EmbeddedServers.in(own, "one");
    server.start();

    assertThat(query("one", "select 1")).isEqualTo("1");
    assertThat(own.resolve("data.new")).doesNotExist();
  }

  @Test
  void shouldSayThatThePasswordIsLost() throws Exception {
    start("one");
    server.stop();
    Path elsewhere = folder.resolve("password");
    Files.move(server.passwordFile(), elsewhere);
    EmbeddedPostgres without = server;
    server = null;

    assertThatThrownBy(without::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("has lost its file 'password'");
    Files.move(elsewhere, without.passwordFile());
  }

  /** Containers often forbid the namespaces that root uses elsewhere. */
  @Test
  void shouldRunAsNobodyWhereNamespacesAreForbidden(@TempDir Path own) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root becomes nobody");
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx--x--x"));
    Path directory = Files.createDirectory(own.resolve("db"));
    Path password = Files.writeString(directory.resolve("password"), "secret");
    Unprivileged.AS_NOBODY.own(directory);
    PostgresProcess process =
        new PostgresProcess(
            directory, PostgresProgram.in(directory.resolve("program"), Unprivileged.AS_NOBODY));
    process.initialise("cbdc", password);
    int port = process.start(0);
    try (Connection connection =
        DriverManager.getConnection(PostgresProcess.jdbcUrl(port, "postgres"), "cbdc", "secret")) {
      assertThat(connection.isValid(5)).isTrue();
      assertThat(Files.getAttribute(directory.resolve("data"), "unix:uid")).isEqualTo(65534);
    }
    process.endOrphan();
    assertThat(new ServerProcesses(directory.resolve("data")).running()).isEmpty();

    server = EmbeddedServers.in(directory);
    server.start();
    assertThat(Files.getAttribute(directory.resolve("data"), "unix:uid"))
        .as("taken back where namespaces are allowed again")
        .isEqualTo(0);
  }

  @Test
  void shouldSayWhichMachinesItIsMadeFor() {
    assertThat(PostgresProgram.refusalOf("Linux amd64")).isEmpty();
    assertThat(PostgresProgram.refusalOf("Mac OS X aarch64"))
        .contains("the embedded database is made for Linux on amd64 and this is Mac OS X aarch64");
  }

  @Test
  void shouldRefuseNamesThatAreNoDatabase() {
    for (String name : List.of("", "One", "a-b", "a b", "1a", "a;drop", "a\"", "x".repeat(64))) {
      assertThatThrownBy(() -> EmbeddedServers.in(folder, name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void start(String... databases) throws Exception {
    EmbeddedPostgres starting = EmbeddedServers.in(folder.resolve("db"), databases);
    server = null;
    starting.start();
    server = starting;
  }

  private long serverProcess() throws Exception {
    return Long.parseLong(
        Files.readAllLines(folder.resolve("db/data/postmaster.pid")).getFirst().strip());
  }

  private static boolean isRunning(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private Connection connect(String database) throws SQLException {
    DatabaseSettings settings = server.settings(database);
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
