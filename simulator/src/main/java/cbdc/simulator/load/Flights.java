package cbdc.simulator.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Java Flight Recorder in the processes of a system, while it is under load. They are asked from
 * outside, by the JDK's {@code jcmd}, so that none of them has to know. One that is killed leaves
 * no recording.
 */
final class Flights {
  /** Its name in a run's folder. */
  static final String FOLDER = "flights";

  private static final String RECORDING = "load";
  private static final long LIMIT_SECONDS = 60;

  private final Map<String, Long> processes;
  private final Consumer<String> steps;

  private Flights(Map<String, Long> processes, Consumer<String> steps) {
    this.processes = processes;
    this.steps = steps;
  }

  /**
   * Begins to record.
   *
   * @param processes process ids by what a recording is to be called
   * @param run the folder of the run
   */
  static Flights start(Map<String, Long> processes, Path run, Consumer<String> steps)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(run.resolve(FOLDER)).toAbsolutePath();
    Flights flights = new Flights(processes, steps);
    for (Map.Entry<String, Long> process : processes.entrySet()) {
      flights.ask(
          process.getKey(),
          process.getValue(),
          "JFR.start",
          "settings=profile",
          "filename=" + folder.resolve(process.getKey() + ".jfr"));
    }
    return flights;
  }

  /** An option of a JVM that records itself from its start to its end. */
  static String option(Path run, String name) throws IOException {
    Path folder = Files.createDirectories(run.resolve(FOLDER)).toAbsolutePath();
    return "-XX:StartFlightRecording=settings=profile,filename=" + folder.resolve(name + ".jfr");
  }

  /** Ends it; each process writes its recording. */
  void stop() throws IOException, InterruptedException {
    for (Map.Entry<String, Long> process : processes.entrySet()) {
      ask(process.getKey(), process.getValue(), "JFR.stop");
    }
  }

  private void ask(String name, long pid, String command, String... options)
      throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> words =
        new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid), command, "name=" + RECORDING));
    words.addAll(List.of(options));
    Process asked =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!asked.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      asked.destroyForcibly();
      steps.accept("--jfr: " + name + " does not answer " + command);
    } else if (asked.exitValue() != 0) {
      steps.accept("--jfr: " + name + " could not be asked for " + command);
    }
  }
}
