package cbdc.load.report;

import cbdc.load.record.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Groups of repeated runs, each compared with the first by medians and ranks.
 *
 * @param groups two at least
 * @param lines every measure of every group but the first
 * @param tolerancePercent by which a median may be worse and still count as the same
 */
public record Comparison(List<Group> groups, List<Line> lines, double tolerancePercent) {
  /** Above it a difference counts as chance. */
  static final double CHANCE_MAX = 0.05;

  /** With fewer runs in both groups together no ranks can tell a difference from chance. */
  private static final int RUNS_MIN = 8;

  /** Copies the lists. */
  public Comparison {
    groups = List.copyOf(groups);
    lines = List.copyOf(lines);
  }

  /**
   * Runs of the same thing.
   *
   * @param name of their folder
   */
  public record Group(String name, List<RecordedRun> runs) {
    /** Copies the list. */
    public Group {
      runs = List.copyOf(runs);
    }

    /**
     * The run in a folder, or the runs in the folders below it.
     *
     * @throws IOException when there is none, or one cannot be read
     */
    public static Group read(Path folder) throws IOException {
      List<RecordedRun> runs = new ArrayList<>();
      if (RecordedRun.isRun(folder)) {
        runs.add(RecordedRun.read(folder));
      } else if (Files.isDirectory(folder)) {
        try (Stream<Path> inner = Files.list(folder)) {
          for (Path run : inner.filter(RecordedRun::isRun).sorted().toList()) {
            runs.add(RecordedRun.read(run));
          }
        }
      }
      if (runs.isEmpty()) {
        throw new IOException(folder + " holds no run: expected a folder with " + RunFile.NAME);
      }
      return new Group(folder.toString(), runs);
    }

    private double[] values(ToDoubleFunction<RunFile> measure) {
      return runs.stream().mapToDouble(run -> measure.applyAsDouble(run.run())).toArray();
    }

    /** All latencies of all runs. */
    RecordedRun pooled() {
      Histogram all = new Histogram(3);
      runs.forEach(run -> all.add(run.latency()));
      RecordedRun first = runs.getFirst();
      return new RecordedRun(first.folder(), first.run(), first.seconds(), all);
    }
  }

  /** What is compared. */
  public enum Measure {
    ANSWERED("answered, requests/s", true, run -> run.rate().achieved()),
    P50("p50, ms", false, run -> run.latency().p50()),
    P99("p99, ms", false, run -> run.latency().p99()),
    P999("p99.9, ms", false, run -> run.latency().p999()),
    ERRORS(
        "failed or unknown, %",
        false,
        run ->
            100.0
                * (run.outcomes().failed() + run.outcomes().unknown())
                / Math.max(1, run.outcomes().offered()));

    private final String words;
    private final boolean isMoreBetter;

    @SuppressWarnings("ImmutableEnumChecker") // what is given here has no state
    private final ToDoubleFunction<RunFile> of;

    Measure(String words, boolean isMoreBetter, ToDoubleFunction<RunFile> of) {
      this.words = words;
      this.isMoreBetter = isMoreBetter;
      this.of = of;
    }

    /** For people, with the unit. */
    public String words() {
      return words;
    }
  }

  /** What a comparison says. */
  public enum Judgement {
    BETTER,
    SAME,
    WORSE,
    /** The medians differ, but so few runs, or such scattered ones, may do so by chance. */
    UNSURE
  }

  /**
   * One measure of one group beside the first one's.
   *
   * @param group name of the other group
   * @param base median of the first
   * @param other median of the other
   * @param chance of ranks so far apart without a difference; 1 where there are too few runs to
   *     tell
   */
  public record Line(
      String group,
      Measure measure,
      double base,
      double other,
      double chance,
      Judgement judgement) {
    /** The other in terms of the base; 1 where both are 0. */
    public double ratio() {
      return base == other ? 1 : other / base;
    }
  }

  /** Compares each group with the first. */
  public static Comparison of(List<Group> groups, double tolerancePercent) {
    List<Line> lines = new ArrayList<>();
    for (Group group : groups.subList(1, groups.size())) {
      for (Measure measure : Measure.values()) {
        lines.add(line(groups.getFirst(), group, measure, tolerancePercent));
      }
    }
    return new Comparison(groups, lines, tolerancePercent);
  }

  private static Line line(Group base, Group other, Measure measure, double tolerancePercent) {
    double[] before = base.values(measure.of);
    double[] after = other.values(measure.of);
    double from = median(before);
    double to = median(after);
    double chance = RankTest.chance(before, after);
    return new Line(
        other.name(),
        measure,
        from,
        to,
        chance,
        judgement(measure, from, to, chance, before.length + after.length, tolerancePercent));
  }

  private static Judgement judgement(
      Measure measure, double from, double to, double chance, int runs, double tolerancePercent) {
    double change = from == to ? 0 : 100 * (to - from) / Math.max(from, 1e-9);
    if (Math.abs(change) <= tolerancePercent) {
      return Judgement.SAME;
    }
    if (runs >= RUNS_MIN && chance > CHANCE_MAX) {
      return Judgement.UNSURE;
    }
    return change > 0 == measure.isMoreBetter ? Judgement.BETTER : Judgement.WORSE;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Whether something is worse than in the first group. */
  public boolean isWorse() {
    return lines.stream().anyMatch(line -> line.judgement() == Judgement.WORSE);
  }

  /** Whether there are too few runs to tell a difference from chance. */
  public boolean isOfFewRuns() {
    return groups.stream()
        .skip(1)
        .anyMatch(group -> groups.getFirst().runs().size() + group.runs().size() < RUNS_MIN);
  }

  /** Why the groups cannot be compared; empty when they can. */
  public List<String> differences() {
    RecordedRun first = groups.getFirst().runs().getFirst();
    List<String> found = new ArrayList<>();
    for (Group group : groups) {
      for (RecordedRun run : group.runs()) {
        if (!run.run().conditions().isLike(first.run().conditions())) {
          found.add(run.folder() + " ran on another machine or JDK than " + first.folder());
        }
        if (!run.run().requests().hash().equals(first.run().requests().hash())
            && run.run().requests().planned() > 0) {
          found.add(run.folder() + " sent other requests than " + first.folder());
        }
        if (run.run().partial()) {
          found.add(run.folder() + " is partial");
        }
      }
    }
    return found;
  }
}
