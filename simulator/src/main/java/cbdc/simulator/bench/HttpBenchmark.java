package cbdc.simulator.bench;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Measures payments over HTTP, from the request to the reply that says what became of them: how
 * many go through, and how long one takes at a given rate.
 */
final class HttpBenchmark {
  private static final int SEED = 42;
  private static final String DRIVER = "driver";

  private final Settings settings;
  private final PrintWriter out;
  private Supplier<Map<String, Duration>> ofSystem = Map::of;

  /**
   * What to measure.
   *
   * @param connections kept, over all banks
   * @param rate payments begun per second, open model; empty for as many as the connections carry
   * @param half whether half of the measured throughput is offered afterwards, open model
   * @param warmUpSeconds load before the first measured round, not counted
   * @param rounds measured rounds; the open model runs as long as all of them together
   * @param roundSeconds length of a round
   * @param replyLimit how long a reply is waited for
   */
  record Settings(
      int connections,
      Optional<Long> rate,
      boolean half,
      int warmUpSeconds,
      int rounds,
      int roundSeconds,
      Duration replyLimit) {}

  HttpBenchmark(Settings settings, PrintWriter out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Measures services that run already, printing conditions and results as they come.
   *
   * @param dir on the disk that the conditions speak of
   */
  HttpReport measure(HttpTarget target, Path dir) throws IOException, InterruptedException {
    Machine machine = Machine.look(dir);
    machine.print(out);
    return measure(machine, null, target);
  }

  /** Starts a system for this, measures it, and stops it. */
  HttpReport measure(HttpSystem.Settings wanted, DirectoryRun run)
      throws IOException, InterruptedException {
    Machine machine = Machine.look(run.dir());
    machine.print(out);
    try (HttpSystem system = HttpSystem.start(run.dir(), wanted, run::fail)) {
      print(system.conditions());
      ofSystem = system::processorTimes;
      try {
        return measure(machine, system.conditions(), system.target());
      } catch (CommandFailure e) {
        // What ended by itself is the reason, and names its log.
        system.requireAlive();
        throw e;
      }
    }
  }

  private HttpReport measure(Machine machine, HttpReport.OwnSystem system, HttpTarget target)
      throws InterruptedException {
    HttpReport.Target conditions =
        new HttpReport.Target(
            target.banks().size(),
            target.wallets(),
            target.merchants().size(),
            Math.max(settings.connections(), target.banks().size()),
            HttpReport.Target.PLAIN_LOOPBACK);
    print(conditions);
    try (HttpLoad load =
        HttpLoad.connect(target, settings.connections(), settings.replyLimit(), SEED)) {
      NodeReport.Throughput throughput = settings.rate().isEmpty() ? throughput(load) : null;
      OpenLoad.Latencies latencies = latencies(load, throughput);
      HttpReport.Outcomes outcomes = HttpReport.Outcomes.of(load.outcomes());
      print(outcomes);
      double loadAverage = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      return new HttpReport(
          machine, system, conditions, throughput, latencies, outcomes, loadAverage);
    }
  }

  private NodeReport.Throughput throughput(HttpLoad load) throws InterruptedException {
    ClosedLoad.Round unused = load.round(settings.warmUpSeconds());
    load.resetOutcomes();
    List<ClosedLoad.Round> rounds = new ArrayList<>();
    Map<String, Duration> before = processorTimes();
    for (int i = 0; i < settings.rounds(); i++) {
      ClosedLoad.Round round = load.round(settings.roundSeconds());
      rounds.add(round);
      LoadLines.print(out, "round " + (i + 1), round);
    }
    Map<String, Duration> after = processorTimes();
    load.finish();
    NodeReport.Throughput throughput =
        NodeReport.Throughput.of(rounds, settings.roundSeconds(), before, after);
    LoadLines.print(out, throughput);
    return throughput;
  }

  private OpenLoad.Latencies latencies(HttpLoad load, NodeReport.Throughput throughput)
      throws InterruptedException {
    long rate = rate(throughput);
    if (rate == 0) {
      return null;
    }
    int seconds = settings.rounds() * settings.roundSeconds();
    out.printf(Locale.ROOT, "offering %,d payments/s for %d s%n", rate, seconds);
    out.flush();
    int warmUp = throughput == null ? settings.warmUpSeconds() : settings.roundSeconds();
    OpenLoad.Latencies found = load.offer(rate, warmUp, seconds);
    LoadLines.print(out, found);
    return found;
  }

  private long rate(NodeReport.Throughput throughput) {
    if (throughput == null) {
      return settings.rate().orElseThrow();
    }
    return settings.half() ? Math.max(1, Math.round(throughput.medianPerSecond() / 2)) : 0;
  }

  private Map<String, Duration> processorTimes() {
    Map<String, Duration> times = new TreeMap<>(ofSystem.get());
    times.put(DRIVER, ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    return times;
  }

  private void print(HttpReport.OwnSystem system) {
    out.printf(
        Locale.ROOT,
        "A settlement node and a wallet service, each in a process of its own with a heap up to %,d MiB (%s); %d shards, every commit synced.%n",
        system.heapMibPerProcess(),
        String.join(" ", system.jvmOptions()),
        system.shards());
    out.flush();
  }

  private void print(HttpReport.Target target) {
    out.printf(
        Locale.ROOT,
        "Payments of %,d wallets of %d bank(s) to %,d merchants, %,d connections; %s.%n",
        target.wallets(),
        target.banks(),
        target.merchants(),
        target.connections(),
        target.link());
    out.flush();
  }

  private void print(HttpReport.Outcomes outcomes) {
    out.printf(
        Locale.ROOT,
        "outcomes: %,d settled, %,d refused, %,d unknown (%s)%n",
        outcomes.settled(),
        outcomes.refused(),
        outcomes.unknown(),
        outcomes.byName().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s: %,d", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ")));
    out.flush();
  }
}
