package cbdc.simulator.child;

import cbdc.kit.PortsFile;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.program.ProcessEnd;
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
import java.util.function.Consumer;

/**
 * One service in a process of its own: {@code cbdc … start} with a configuration file. It stops
 * when its standard input ends, so it does not outlive this process, however that ends.
 */
public final class ChildProcess {
  private static final String COMMAND_LINE = "cbdc.simulator.app.CbdcMain";
  private static final long POLL_MILLIS = 5;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(45);

  /**
   * A terminal sends Ctrl-C to all that runs in it. Whoever started a service stops it when its
   * work with it is done.
   */
  private static final List<String> WITHOUT_THE_TERMINAL =
      List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "cbdc");

  private final String name;
  private final Path portsFile;
  private final Path log;
  private final Process process;
  private volatile boolean isStopping;

  private ChildProcess(String name, Path portsFile, Path log, Process process) {
    this.name = name;
    this.portsFile = portsFile;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a settlement node and returns at once.
   *
   * @param name its id; its configuration is {@code <id>.yaml} in the directory, its log goes to
   *     {@code <id>.log} there
   * @param dir the directory that also holds the node's data, in {@code <id>}
   */
  public static ChildProcess startNode(String name, Path dir, JvmOptions options)
      throws IOException {
    return start(name, "node", dir, dir.resolve(name), options);
  }

  /**
   * Starts a service and returns at once.
   *
   * @param name how messages call it; its configuration is {@code <name>.yaml} in the directory,
   *     its log goes to {@code <name>.log} there
   * @param command of the command line that has a {@code start}
   * @param data where it writes its ports once it is up
   */
  public static ChildProcess start(
      String name, String command, Path dir, Path data, JvmOptions options) throws IOException {
    Path ports = data.resolve("ports");
    Files.deleteIfExists(ports);
    Path log = dir.resolve(name + ".log");
    List<String> words = new ArrayList<>(WITHOUT_THE_TERMINAL);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options.all());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), COMMAND_LINE));
    words.addAll(List.of(command, "start", "--stop-with-input"));
    words.addAll(List.of("--config", dir.resolve(name + ".yaml").toString()));
    ProcessBuilder builder = new ProcessBuilder(words);
    // Settings of the environment would win over the file; only those about logs may pass.
    builder
        .environment()
        .keySet()
        .removeIf(variable -> variable.startsWith("CBDC_") && !variable.endsWith("LOG"));
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ChildProcess(name, ports, log, builder.start());
  }

  public String name() {
    return name;
  }

  /** Processor time used so far. */
  public Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Waits until the service is up; a node is when it takes part in its cluster.
   *
   * @throws CommandFailure when it ended instead, or the time is over; names the log
   */
  public void awaitUp(Duration limit) throws InterruptedException {
    long began = System.nanoTime();
    while (!Files.exists(portsFile)) {
      requireAlive();
      if (System.nanoTime() - began > limit.toNanos()) {
        throw CommandFailure.failed(
            name + " did not start within " + limit.toSeconds() + " s; its log: " + log);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Its ports by name, once it is up. */
  public Map<String, Integer> ports() {
    return PortsFile.read(portsFile).orElse(Map.of());
  }

  /** Fails when the service ended by itself. */
  public void requireAlive() {
    failure()
        .ifPresent(
            message -> {
              throw CommandFailure.failed(message);
            });
  }

  /** What became of a service that ended by itself. */
  public Optional<String> failure() {
    if (process.isAlive() || isStopping) {
      return Optional.empty();
    }
    return Optional.of(
        name + " ended by itself with exit code " + process.exitValue() + lastWords());
  }

  /** Tells somebody when the service ends by itself, and what became of it. */
  public void whenFailed(Consumer<String> action) {
    @SuppressWarnings("unused") // nobody waits for it; the action is all that follows
    CompletableFuture<Void> watched = process.onExit().thenRun(() -> failure().ifPresent(action));
  }

  /** Asks the service to stop; returns at once. */
  public void askToStop() {
    isStopping = true;
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The pipe is broken, so the process is gone already, or will find its input ended.
      process.destroy();
    }
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs; a stopped one ({@code SIGSTOP}) does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends {@code SIGTERM}, as a service manager does; returns at once. */
  public void terminate() {
    isStopping = true;
    process.destroy();
  }

  /** The exit code of a process that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Where it writes what it says. */
  public Path log() {
    return log;
  }

  /**
   * Its metrics as it serves them; empty when it does not.
   *
   * @return values by name with labels, as in the page
   */
  public Map<String, Double> metrics() throws InterruptedException {
    Integer port = ports().get("management");
    return port == null ? Map.of() : ManagementPort.metrics(port);
  }

  /** Whether it is up and says that it is ready. */
  public boolean isReady() throws InterruptedException {
    Integer port = ports().get("management");
    return port != null && ManagementPort.isReady(port);
  }

  /** Kills the process; nothing of it runs any more when this returns. */
  public void kill() {
    isStopping = true;
    process.destroyForcibly();
    awaitEnd();
  }

  /** Waits for the end of a service that was asked to stop; kills it when it takes too long. */
  public void awaitEnd() {
    if (ProcessEnd.await(process, STOP_LIMIT)) {
      Thread.currentThread().interrupt();
    }
  }

  private String lastWords() {
    List<String> last = lastLines(1);
    return (last.isEmpty() ? "" : ": " + last.getFirst()) + "; its log: " + log;
  }

  /** The last lines of its log; none when it cannot be read. */
  public List<String> lastLines(int count) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
