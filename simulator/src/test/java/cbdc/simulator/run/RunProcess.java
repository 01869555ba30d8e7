package cbdc.simulator.run;

import cbdc.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code cbdc run} in a process of its own, so that it can be killed. */
public final class RunProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final String UP = "A two-tier digital currency is running";

  private final Path data;
  private final Path output;
  private final Process process;

  private RunProcess(Path data, Path output, Process process) {
    this.data = data;
    this.output = output;
    this.process = process;
  }

  /** Starts a system on a directory, on free ports, and waits until it is up. */
  public static RunProcess start(Path data, Path output, int traffic) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("@" + Path.of("..").resolve("jvm.options"));
    words.addAll(List.of("-ea:cbdc...", "-Xmx1g", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("cbdc.simulator.app.CbdcMain", "run", "--free-ports"));
    words.addAll(List.of("--stop-with-input", "--data", data.toString()));
    words.addAll(List.of("--traffic", Integer.toString(traffic)));
    Files.deleteIfExists(output);
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    RunProcess run = new RunProcess(data, output, process);
    try {
      run.awaitUp();
      return run;
    } catch (AssertionError notUp) {
      process.destroyForcibly();
      throw notUp;
    }
  }

  private void awaitUp() {
    Await.value(
        "the system is up",
        LIMIT,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the system ended by itself:\n" + output());
          }
          return output().contains(UP) ? Optional.of(true) : Optional.empty();
        },
        this::output);
  }

  /** What it wrote for its users. */
  public RunFile file() {
    return RunFile.read(data).orElseThrow(() -> new AssertionError("no run.json"));
  }

  /** Ends the process at once, without any chance to write or say anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop by ending its input; returns its exit code. */
  int stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the system does not stop:\n" + output());
    }
    return process.exitValue();
  }

  /** What it has printed and logged. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
