package cbdc.simulator.bench;

import cbdc.kit.PortsFile;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One settlement node in a process of its own: {@code cbdc node start} with a configuration file.
 * It stops when its standard input ends, so it does not outlive this process, however that ends.
 */
final class NodeProcess {
  private static final String COMMAND_LINE = "cbdc.simulator.app.CbdcMain";
  private static final long POLL_MILLIS = 5;
  private static final long STOP_SECONDS = 45;

  private final String nodeId;
  private final Path portsFile;
  private final Path log;
  private final Process process;
  private volatile boolean isStopping;

  private NodeProcess(String nodeId, Path portsFile, Path log, Process process) {
    this.nodeId = nodeId;
    this.portsFile = portsFile;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a node and returns at once.
   *
   * @param nodeId its id; its configuration is {@code <id>.yaml} in the directory, its log goes to
   *     {@code <id>.log} there
   * @param dir the directory that also holds the node's data, in {@code <id>}
   */
  static NodeProcess start(String nodeId, Path dir, JvmOptions options) throws IOException {
    Path ports = dir.resolve(nodeId).resolve("ports");
    Files.deleteIfExists(ports);
    Path log = dir.resolve(nodeId + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options.all());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), COMMAND_LINE));
    command.addAll(List.of("node", "start", "--stop-with-input"));
    command.addAll(List.of("--config", dir.resolve(nodeId + ".yaml").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Settings of the environment would win over the file; only those about logs may pass.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("CBDC_") && !name.endsWith("LOG"));
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new NodeProcess(nodeId, ports, log, builder.start());
  }

  String nodeId() {
    return nodeId;
  }

  /** Processor time used so far. */
  Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Waits until the node takes part in its cluster.
   *
   * @throws CommandFailure when it ended instead, or the time is over; names the log
   */
  void awaitUp(Duration limit) throws InterruptedException {
    long began = System.nanoTime();
    while (!Files.exists(portsFile)) {
      requireAlive();
      if (System.nanoTime() - began > limit.toNanos()) {
        throw CommandFailure.failed(
            nodeId + " did not start within " + limit.toSeconds() + " s; its log: " + log);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Its ports by name, once it is up. */
  Map<String, Integer> ports() {
    return PortsFile.read(portsFile).orElse(Map.of());
  }

  /** Fails when the node ended by itself. */
  void requireAlive() {
    failure()
        .ifPresent(
            message -> {
              throw CommandFailure.failed(message);
            });
  }

  /** What became of a node that ended by itself. */
  Optional<String> failure() {
    if (process.isAlive() || isStopping) {
      return Optional.empty();
    }
    return Optional.of(
        nodeId + " ended by itself with exit code " + process.exitValue() + lastWords());
  }

  /** Runs an action when the node ends by itself. */
  void whenFailed(Runnable action) {
    @SuppressWarnings("unused") // nobody waits for it; the action is all that follows
    CompletableFuture<Void> watched =
        process
            .onExit()
            .thenRun(
                () -> {
                  if (!isStopping) {
                    action.run();
                  }
                });
  }

  /** Asks the node to stop; returns at once. */
  void askToStop() {
    isStopping = true;
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The pipe is broken, so the process is gone already, or will find its input ended.
      process.destroy();
    }
  }

  /** Kills the process; nothing of it runs any more when this returns. */
  void kill() {
    isStopping = true;
    process.destroyForcibly();
    awaitEnd();
  }

  /** Waits for the end of a node that was asked to stop; kills it when it takes too long. */
  void awaitEnd() {
    boolean interrupted = false;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (process.isAlive()) {
      try {
        if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      String last = lines.isEmpty() ? "" : ": " + lines.getLast();
      return last + "; its log: " + log;
    } catch (IOException e) {
      return "; its log: " + log;
    }
  }
}
