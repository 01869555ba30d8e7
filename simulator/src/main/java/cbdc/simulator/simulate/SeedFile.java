package cbdc.simulator.simulate;

import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Finished seeds, one line each, so that a long run can be interrupted. A line whose end is missing
 * counts for nothing.
 */
final class SeedFile {
  private static final String SEPARATOR = ",";
  private static final int FIXED_COLUMNS = 10;

  /**
   * One finished seed.
   *
   * @param build which program ran it
   */
  record Line(
      Simulation.Plan plan,
      long build,
      boolean held,
      long events,
      long virtualMillis,
      long wallMillis,
      Counters counters) {}

  private final Path file;

  SeedFile(Path file) {
    this.file = file;
  }

  /** The seeds that the file holds; none if there is no file. */
  List<Line> read() {
    List<Line> lines = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        for (String text : Files.readAllLines(file)) {
          long[] numbers = numbers(text);
          if (numbers.length == columns()) {
            lines.add(line(numbers));
          }
        }
      }
    } catch (IOException e) {
      throw CommandFailure.failed("--resume: " + file + " cannot be read: " + e.getMessage(), e);
    }
    return lines;
  }

  /** Adds a seed. */
  synchronized void add(Line line) {
    LongStream fixed =
        LongStream.of(
            line.plan.seed(),
            line.plan.nodes(),
            line.plan.millis(),
            line.plan.commands(),
            line.plan.faults(),
            line.build,
            line.held ? 1 : 0,
            line.events,
            line.virtualMillis,
            line.wallMillis);
    LongStream counts = Arrays.stream(Counters.Count.values()).mapToLong(line.counters::of);
    LongStream faults = Arrays.stream(FaultKind.values()).mapToLong(line.counters::of);
    String text =
        String.join(
            SEPARATOR,
            LongStream.concat(fixed, LongStream.concat(counts, faults))
                .mapToObj(Long::toString)
                .toList());
    try {
      Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw CommandFailure.failed("--resume: " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static int columns() {
    return FIXED_COLUMNS + Counters.Count.values().length + FaultKind.values().length;
  }

  private static long[] numbers(String text) {
    try {
      return Arrays.stream(text.split(SEPARATOR, -1)).mapToLong(Long::parseLong).toArray();
    } catch (NumberFormatException e) {
      return new long[0];
    }
  }

  private static Line line(long[] numbers) {
    Counters counters = new Counters();
    int at = FIXED_COLUMNS;
    for (Counters.Count count : Counters.Count.values()) {
      counters.add(count, numbers[at++]);
    }
    for (FaultKind fault : FaultKind.values()) {
      counters.add(fault, numbers[at++]);
    }
    return new Line(
        new Simulation.Plan(
            numbers[0], (int) numbers[1], numbers[2], (int) numbers[3], (int) numbers[4]),
        numbers[5],
        numbers[6] == 1,
        numbers[7],
        numbers[8],
        numbers[9],
        counters);
  }
}
