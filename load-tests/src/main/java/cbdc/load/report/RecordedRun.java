package cbdc.load.report;

import cbdc.load.record.RunFile;
import cbdc.load.record.Second;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * What a run left in its folder.
 *
 * @param folder where
 * @param run its {@code run.json}
 * @param seconds its {@code intervals.csv}
 * @param latency its {@code latency.hlog} since the warm-up, microseconds
 */
public record RecordedRun(Path folder, RunFile run, List<Second> seconds, Histogram latency) {
  private static final int DIGITS = 3;

  /** Copies the list. */
  public RecordedRun {
    seconds = List.copyOf(seconds);
  }

  /** Whether a folder holds a run. */
  public static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(RunFile.NAME));
  }

  /**
   * Reads a run.
   *
   * @throws IOException when a file is missing or is not what it should be
   */
  public static RecordedRun read(Path folder) throws IOException {
    List<Second> seconds;
    try (Stream<String> lines = Files.lines(folder.resolve("intervals.csv"))) {
      seconds = lines.skip(1).map(Second::parse).toList();
    }
    RunFile run = RunFile.read(folder);
    long warmUntil = Instant.parse(run.began()).plusSeconds(run.warmUpSeconds()).toEpochMilli();
    Histogram all = new Histogram(DIGITS);
    try (HistogramLogReader log = new HistogramLogReader(folder.resolve("latency.hlog").toFile())) {
      while (log.nextIntervalHistogram() instanceof Histogram interval) {
        if (interval.getStartTimeStamp() >= warmUntil) {
          all.add(interval);
        }
      }
    }
    return new RecordedRun(folder, run, seconds, all);
  }

  /** Gatling's own page about the run, relative to the folder; empty where there is none. */
  Optional<String> gatlingPage() throws IOException {
    Path gatling = folder.resolve("gatling");
    if (!Files.isDirectory(gatling)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(gatling, 2)) {
      return files
          .filter(file -> file.endsWith("index.html"))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .reduce((earlier, last) -> last);
    }
  }
}
