package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.store.PolicyFiles;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.app.CbdcCommand;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import cbdc.simulator.system.LocalSystem;
import cbdc.simulator.system.SystemPlan;
import cbdc.simulator.system.SystemPorts;
import cbdc.simulator.system.SystemPurpose;
import cbdc.testkit.Await;
import cbdc.testkit.Unique;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told to stop while it starts leaves no database server behind. */
@Timeout(180)
class CutShortStartIT {
  private static final Duration UP_LIMIT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 60;
  private static final int STOPPED_BY_SIGTERM = 143;
  private static final int LINK_PORT = 7401;

  @TempDir private Path folder;

  @Test
  void shouldStopARunThatIsNotUpYet() throws Exception {
    Path data = folder.resolve("run");
    terminate(
        "database server is up", data.resolve("postgres"), "run", "--free-ports", "--data", data);
  }

  @Test
  void shouldStopAWalletServiceThatWaitsForTheNodes() throws Exception {
    Path bank = folder.resolve("bank-1");
    assertThat(CbdcCommand.commandLine().execute("wallet", "init", "--bank", "1", bank.toString()))
        .isZero();
    terminate(
        "waiting for a settlement node",
        bank.resolve("data/postgres"),
        "wallet",
        "start",
        "--config",
        bank.resolve("wallet.yaml"),
        "--set",
        "wallet.cluster-id=" + UUID.randomUUID(),
        "--set",
        "wallet.nodes=127.0.0.1:" + Unique.port(),
        "--set",
        "wallet.http.address=127.0.0.1:0",
        "--set",
        "wallet.management.address=127.0.0.1:0");
  }

  @Test
  void shouldStopTheDatabaseWhereANodeDoesNotStart() throws Exception {
    Path data = folder.resolve("system");
    SystemPlan plan =
        new SystemPlan(
            data,
            Optional.of(1),
            SystemPurpose.RUN,
            Map.of(1, 100L),
            PolicyFiles.preset("ecny-2021").policy(),
            LedgerGenesis.DEFAULT_SHARD_COUNT,
            SystemPorts.FREE,
            100,
            ClientBatchCodec.MAX_COMMANDS,
            Optional.empty());
    LocalSystem system = LocalSystem.prepare(plan, line -> {});
    Files.writeString(data.resolve("node-1"), "where the node's directory is to be");

    assertThatThrownBy(system::start).isInstanceOf(CommandFailure.class);

    assertThat(nameOfServer(data.resolve("postgres"))).doesNotExist();
  }

  @Test
  void shouldNameTheWayOutWhereAPortIsTaken() throws Exception {
    Path data = folder.resolve("taken");
    StringWriter said = new StringWriter();
    int exit;
    try (ServerSocket taken = new ServerSocket()) {
      taken.setReuseAddress(true);
      take(taken, LINK_PORT);
      exit =
          CbdcCommand.commandLine()
              .setErr(new PrintWriter(said, true))
              .execute("run", "--data", data.toString());
    }
    assertThat(exit).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString())
        .contains("link.address: cannot listen on 127.0.0.1:" + LINK_PORT)
        .endsWith("; or use --free-ports" + System.lineSeparator());
    assertThat(nameOfServer(data.resolve("postgres"))).doesNotExist();
  }

  /** Takes a port, or leaves it to whoever has it. */
  private static void take(ServerSocket socket, int port) throws IOException {
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException ignored) {
      // Another program has it.
    }
  }

  /** Ends a command when it has said something, by which time its database server runs. */
  private void terminate(String said, Path database, Object... arguments) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process = start(output, arguments);
    try {
      Await.value(
          said,
          UP_LIMIT,
          () -> read(output).contains(said) ? Optional.of(true) : Optional.empty(),
          () -> read(output));
      assertThat(nameOfServer(database)).exists();
      process.destroy();
      assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as(() -> read(output)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(STOPPED_BY_SIGTERM);
    assertThat(nameOfServer(database)).as(() -> read(output)).doesNotExist();
    assertThat(read(output)).doesNotContain("which is a bug");
  }

  /** The file that is there as long as the server is. */
  private static Path nameOfServer(Path database) {
    return database.resolve("data/postmaster.pid");
  }

  private static Process start(Path output, Object... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("@" + Path.of("..").resolve("jvm.options"));
    words.addAll(List.of("-ea:cbdc...", "-Xmx1g", "-cp", System.getProperty("java.class.path")));
    words.add("cbdc.simulator.app.CbdcMain");
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("CBDC_LOG", "INFO");
    return builder.start();
  }

  private static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
