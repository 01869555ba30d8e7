package cbdc.simulator.simulate;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ProgressBar;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.slf4j.LoggerFactory;

/** Runs many seeds side by side. */
final class SeedRun {
  private final LongFunction<Simulation.Plan> plans;
  private final long firstSeed;
  private final int count;
  private final int threads;
  private final Optional<SeedFile> file;
  private final List<SeedFile.Line> done = new ArrayList<>();
  private final long build = ProgramBuild.fingerprint();
  private Simulation.Result firstFailure;

  SeedRun(
      LongFunction<Simulation.Plan> plans,
      long firstSeed,
      int count,
      int threads,
      Optional<Path> resume) {
    this.plans = plans;
    this.firstSeed = firstSeed;
    this.count = count;
    this.threads = threads;
    this.file = resume.map(SeedFile::new);
  }

  /** The failed run of the lowest seed that failed now. */
  Optional<Simulation.Result> firstFailure() {
    return Optional.ofNullable(firstFailure);
  }

  /** Runs the seeds that have not run yet, and reports on all. */
  SeedReport run() throws InterruptedException {
    quieten();
    Set<Long> wanted =
        LongStream.range(firstSeed, firstSeed + count).boxed().collect(Collectors.toSet());
    file.ifPresent(f -> f.read().forEach(line -> resume(line, wanted)));
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (ProgressBar progress =
        ProgressBar.onStandardError("simulating", "seeds", done.size(), count)) {
      List<Future<?>> running = new ArrayList<>();
      for (long seed : wanted.stream().sorted().toList()) {
        running.add(workers.submit(() -> runOne(seed, progress)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a seed could not run", e.getCause());
    } finally {
      workers.shutdownNow();
    }
    return report();
  }

  private void resume(SeedFile.Line line, Set<Long> wanted) {
    Simulation.Plan plan = plans.apply(line.plan().seed());
    if (!line.plan().equals(plan)) {
      throw CommandFailure.usage(
          "--resume: the file holds "
              + line.plan()
              + ", this run would have "
              + plan
              + ": name another file, or the same --nodes and --hours");
    }
    if (wanted.remove(line.plan().seed())) {
      done.add(line);
    }
  }

  /** Assertions of MicroRaft count as promises; what nodes log does not matter. */
  static void quieten() {
    SeedRun.class.getClassLoader().setPackageAssertionStatus("io.microraft", true);
    ((Logger) LoggerFactory.getLogger("cbdc")).setLevel(Level.OFF);
    Logger raft = (Logger) LoggerFactory.getLogger("io.microraft");
    raft.setAdditive(false);
    raft.setLevel(Level.ERROR);
  }

  private void runOne(long seed, ProgressBar progress) {
    long start = System.nanoTime();
    Simulation.Result result = new Simulation(plans.apply(seed)).run();
    long wallMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    SeedFile.Line line =
        new SeedFile.Line(
            result.plan(),
            build,
            result.failure().isEmpty(),
            result.events(),
            result.virtualMillis(),
            wallMillis,
            result.counters());
    file.ifPresent(f -> f.add(line));
    synchronized (this) {
      done.add(line);
      boolean first = firstFailure == null || firstFailure.plan().seed() > result.plan().seed();
      if (result.failure().isPresent() && first) {
        firstFailure = result;
      }
    }
    progress.advance(1);
  }

  private SeedReport report() {
    Counters all = new Counters();
    done.forEach(line -> all.add(line.counters()));
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Counters.Count what : Counters.Count.values()) {
      counts.put(what.words(), all.of(what));
    }
    Map<String, Long> faults = new LinkedHashMap<>();
    for (FaultKind fault : FaultKind.values()) {
      faults.put(fault.words(), all.of(fault));
    }
    return new SeedReport(
        done.size(),
        (int) done.stream().mapToLong(SeedFile.Line::build).distinct().count(),
        done.stream()
            .filter(line -> !line.held())
            .map(line -> line.plan().seed())
            .sorted()
            .toList(),
        done.stream().mapToLong(SeedFile.Line::events).sum(),
        done.stream().mapToLong(SeedFile.Line::virtualMillis).sum(),
        done.stream().mapToLong(SeedFile.Line::wallMillis).sum() / threads,
        counts,
        faults);
  }
}
