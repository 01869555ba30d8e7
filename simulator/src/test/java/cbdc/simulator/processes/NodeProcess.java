package cbdc.simulator.processes;

import cbdc.kit.PortsFile;
import cbdc.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One settlement node, started with {@code cbdc node start} in a process of its own. */
final class NodeProcess {
  private static final Duration LIMIT = Duration.ofSeconds(100);

  private final String nodeId;
  private final Path data;
  private final Path output;
  private final List<String> command;
  private Process process;

  /**
   * A node that does not run yet.
   *
   * @param folder where its data and its output lie
   * @param settings as for {@code --set}; id and directory are added
   */
  NodeProcess(String nodeId, Path folder, List<String> settings) {
    this.nodeId = nodeId;
    this.data = folder.resolve(nodeId);
    this.output = folder.resolve(nodeId + ".txt");
    this.command = command(settings);
  }

  private List<String> command(List<String> settings) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("@" + Path.of("..").resolve("jvm.options"));
    words.addAll(List.of("-ea:cbdc...", "-Xmx512m", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("cbdc.simulator.app.CbdcMain", "node", "start"));
    words.addAll(List.of("--set", "node.id=" + nodeId, "--set", "data.dir=" + data));
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    return words;
  }

  Path data() {
    return data;
  }

  /** Starts the process and returns at once. */
  void start() throws IOException {
    // What an earlier process wrote there is no longer true.
    Files.deleteIfExists(data.resolve("ports"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().put("CBDC_LOG", "INFO");
    process = builder.start();
  }

  /** Waits until the node says that it is ready: every shard has a leader. */
  void awaitReady() {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    Await.value(
        nodeId + " is ready",
        LIMIT,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(nodeId + " ended by itself:\n" + output());
          }
          Optional<Map<String, Integer>> ports = PortsFile.read(data.resolve("ports"));
          return ports.isPresent() && isReady(http, ports.get().get("management"))
              ? Optional.of(true)
              : Optional.empty();
        },
        this::output);
  }

  /** Waits until the node, which is not ready, gives a reason that holds these words. */
  void awaitNotReady(String reason) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    Await.value(
        nodeId + " is not ready because of '" + reason + "'",
        LIMIT,
        () -> {
          Optional<Map<String, Integer>> ports = PortsFile.read(data.resolve("ports"));
          if (ports.isEmpty()) {
            return Optional.empty();
          }
          HttpResponse<String> answer = askReady(http, ports.get().get("management"));
          return answer.statusCode() != 200 && answer.body().contains(reason)
              ? Optional.of(true)
              : Optional.empty();
        },
        this::output);
  }

  private static boolean isReady(HttpClient http, int port)
      throws IOException, InterruptedException {
    return askReady(http, port).statusCode() == 200;
  }

  private static HttpResponse<String> askReady(HttpClient http, int port)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Ends the process at once, without any chance to write or say anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks the process to stop; see {@link #awaitExit}. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the process to end, and returns its exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(nodeId + " does not stop:\n" + output());
    }
    return process.exitValue();
  }

  /** Leaves no process behind, however the test ended. */
  void destroy() throws InterruptedException {
    if (process != null) {
      kill();
    }
  }

  /** What the node has printed and logged. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
