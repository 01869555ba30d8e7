package cbdc.simulator.bench;

import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Measures settled payments through the client, each commit synced to disk by a majority: how many
 * go through, and how long one takes at a given rate. The driver is this process; the nodes are
 * processes of their own, or share this one.
 */
final class NodeBenchmark {
  private static final int SEED = 42;

  /** Stands for this process among the processor times. */
  private static final String DRIVER = "driver";

  private final DirectoryRun run;
  private final Settings settings;
  private final PrintWriter out;

  /**
   * What to measure.
   *
   * @param nodes nodes of the cluster
   * @param heapMib heap of each node's process, MiB; empty for nodes in this process
   * @param shards shards
   * @param accounts numbers of funded wallets, each measured on a cluster of its own
   * @param window most payments under way
   * @param rate payments begun per second, open model; empty for as many as the window lets through
   * @param half whether half of the measured throughput is offered afterwards, open model
   * @param warmUpSeconds load before the first measured round, not counted
   * @param rounds measured rounds; the open model runs as long as all of them together
   * @param roundSeconds length of a round
   */
  record Settings(
      int nodes,
      Optional<Long> heapMib,
      int shards,
      List<Integer> accounts,
      int window,
      Optional<Long> rate,
      boolean half,
      int warmUpSeconds,
      int rounds,
      int roundSeconds) {}

  NodeBenchmark(DirectoryRun run, Settings settings, PrintWriter out) {
    this.run = run;
    this.settings = settings;
    this.out = out;
  }

  /** Runs all, printing conditions and results as they come. */
  NodeReport measure() throws IOException, InterruptedException {
    Machine machine = Machine.look(run.dir());
    machine.print(out);
    List<NodeReport.Result> results = new ArrayList<>();
    BenchCluster.Layout layout = null;
    for (int accounts : settings.accounts()) {
      Path dir = Files.createDirectory(run.dir().resolve("accounts-" + accounts));
      LedgerGenesis genesis = BenchBank.genesis(settings.shards());
      try (BenchCluster cluster = start(dir, genesis)) {
        if (layout == null) {
          layout = cluster.layout();
          printConditions(layout);
        }
        results.add(measure(cluster, genesis, accounts));
      }
    }
    printComparison(results);
    return new NodeReport(
        machine, layout, NodeReport.PLAIN_LOOPBACK, settings.shards(), settings.window(), results);
  }

  private BenchCluster start(Path dir, LedgerGenesis genesis) throws InterruptedException {
    return settings.heapMib().isPresent()
        ? NodeProcesses.start(dir, settings.nodes(), genesis, settings.heapMib().get(), run::fail)
        : EmbeddedNodes.start(dir, settings.nodes(), genesis);
  }

  private NodeReport.Result measure(BenchCluster cluster, LedgerGenesis genesis, int accounts)
      throws InterruptedException {
    try (BenchBank bank = new BenchBank(cluster.clients())) {
      BenchBank.Opening opened = bank.prepare(genesis, accounts);
      NodeReport.Opening opening = print(accounts, opened);
      RandomPayments payments = new RandomPayments(bank.client(), opened.accounts(), SEED);
      NodeReport.Throughput throughput = null;
      if (settings.rate().isEmpty()) {
        throughput = throughput(cluster, payments);
        LoadLines.print(out, throughput);
      }
      OpenLoad.Latencies latencies = null;
      long rate = rate(throughput);
      if (rate > 0) {
        int seconds = settings.rounds() * settings.roundSeconds();
        out.printf(Locale.ROOT, "offering %,d payments/s for %d s%n", rate, seconds);
        out.flush();
        int warmUp = throughput == null ? settings.warmUpSeconds() : settings.roundSeconds();
        latencies = new OpenLoad(payments::begin, settings.window(), rate).measure(warmUp, seconds);
        LoadLines.print(out, latencies);
      }
      String store = cluster.storeLine();
      out.println("node-1: " + store);
      NodeReport.ClientWork client = NodeReport.ClientWork.of(bank.client().counters());
      out.println(client.line());
      out.flush();
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      return new NodeReport.Result(accounts, opening, throughput, latencies, store, client, load);
    }
  }

  private long rate(NodeReport.Throughput throughput) {
    if (throughput == null) {
      return settings.rate().orElse(0L);
    }
    return settings.half() ? Math.max(1, Math.round(throughput.medianPerSecond() / 2)) : 0;
  }

  private NodeReport.Throughput throughput(BenchCluster cluster, RandomPayments payments)
      throws InterruptedException {
    List<ClosedLoad.Round> rounds = new ArrayList<>();
    Map<String, Duration> before;
    Map<String, Duration> after;
    try (ClosedLoad load = new ClosedLoad(payments::begin, settings.window())) {
      load.round(settings.warmUpSeconds());
      before = processorTimes(cluster);
      for (int i = 0; i < settings.rounds(); i++) {
        ClosedLoad.Round round = load.round(settings.roundSeconds());
        rounds.add(round);
        LoadLines.print(out, "round " + (i + 1), round);
      }
      after = processorTimes(cluster);
      load.finish();
    }
    return NodeReport.Throughput.of(rounds, settings.roundSeconds(), before, after);
  }

  private static Map<String, Duration> processorTimes(BenchCluster cluster) {
    Map<String, Duration> times = new TreeMap<>(cluster.processorTimes());
    times.put(DRIVER, ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    return times;
  }

  // ---- what people read

  private void printConditions(BenchCluster.Layout layout) {
    String where =
        layout.inProcesses()
            ? String.format(
                Locale.ROOT,
                "each in a process of its own with a heap up to %,d MiB (%s), driver in another",
                layout.heapMibPerNode(),
                String.join(" ", layout.jvmOptions()))
            : "in the driver's process";
    out.printf(
        Locale.ROOT,
        "%d node(s), %s; %s; %d shards, every commit synced by a majority, window %,d.%n",
        layout.nodes(),
        where,
        NodeReport.PLAIN_LOOPBACK,
        settings.shards(),
        settings.window());
    out.flush();
  }

  private NodeReport.Opening print(int accounts, BenchBank.Opening opened) {
    NodeReport.Opening opening =
        new NodeReport.Opening(
            accounts / opened.openSeconds(),
            accounts / opened.fundSeconds(),
            opened.openSeconds() + opened.fundSeconds());
    out.printf(
        Locale.ROOT,
        "%,d accounts: opened %,.0f/s, funded %,.0f/s, through the client%n",
        accounts,
        opening.openedPerSecond(),
        opening.fundedPerSecond());
    out.flush();
    return opening;
  }

  private void printComparison(List<NodeReport.Result> results) {
    NodeReport.Result least =
        results.stream().min(Comparator.comparingInt(NodeReport.Result::accounts)).orElseThrow();
    for (NodeReport.Result result : results) {
      if (result.accounts() != least.accounts() && result.throughput() != null) {
        out.printf(
            Locale.ROOT,
            "%,d accounts: %.0f %% of the rate with %,d%n",
            result.accounts(),
            100 * result.throughput().medianPerSecond() / least.throughput().medianPerSecond(),
            least.accounts());
      }
    }
    out.flush();
  }

  /**
   * Refuses what cannot be measured.
   *
   * @throws CommandFailure which names the option
   */
  static void require(boolean isRight, String whatIsWrong) {
    if (!isRight) {
      throw CommandFailure.usage(whatIsWrong);
    }
  }
}
