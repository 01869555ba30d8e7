package cbdc.simulator.processes;

import cbdc.simulator.app.CbdcMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code cbdc bench …} in a process of its own, so that it can be interrupted and killed. */
final class BenchProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private BenchProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; its output and its temporary files go to a directory. */
  static BenchProcess start(Path dir, String... arguments) throws IOException {
    Path output = dir.resolve("output");
    Path temporary = Files.createDirectory(dir.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..").resolve("jvm.options"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(
        List.of("-ea:cbdc...", "-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CbdcMain.class.getName(), "bench"));
    command.addAll(List.of(arguments));
    return new BenchProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** The processes of its nodes; it starts no others once it measures. */
  List<ProcessHandle> nodes() {
    return process.children().toList();
  }

  Process process() {
    return process;
  }

  /** What it printed. */
  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    nodes().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
