package cbdc.simulator.bench;

import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.settlement.node.store.StoreMetrics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures settled payments per second through the client on nodes of this process, each commit
 * synced to disk.
 */
final class NodeBenchmark {
  private static final int HALTED = 70;

  private final Path dir;
  private final Conditions conditions;
  private final PrintWriter out;

  /**
   * Under which conditions.
   *
   * @param nodes nodes of the cluster
   * @param shards shards
   * @param wallets funded wallets
   * @param window most payments under way
   * @param ratePerSecond payments begun per second, 0 for as many as the window lets through
   * @param rounds measured rounds, after one that is not counted
   * @param roundSeconds length of a round
   */
  record Conditions(
      int nodes,
      int shards,
      int wallets,
      int window,
      long ratePerSecond,
      int rounds,
      int roundSeconds) {}

  /** One measured round. */
  record Round(double paymentsPerSecond, double p50Millis, double p99Millis, long failed) {}

  NodeBenchmark(Path dir, Conditions conditions, PrintWriter out) {
    this.dir = dir;
    this.conditions = conditions;
    this.out = out;
  }

  /** Runs all rounds and prints conditions and results. */
  List<Round> run() throws Exception {
    LedgerGenesis genesis = BenchBank.genesis(conditions.shards());
    boolean alone = conditions.nodes() == 1;
    NodeSettings.Tuning tuning =
        alone ? NodeSettings.Tuning.standard() : NodeSettings.Tuning.small();
    printConditions();
    try (LocalCluster cluster =
            LocalCluster.start(dir, conditions.nodes(), genesis, tuning, NodeBenchmark::halt);
        BenchBank bank =
            new BenchBank(
                new TransportConfig(cluster.clusterName(), "bench", cluster.addresses()))) {
      long[] accounts = bank.prepare(genesis, conditions.wallets());
      List<Round> measured = new ArrayList<>();
      try (PaymentLoad load =
          new PaymentLoad(
                  bank.client(), accounts, conditions.window(), conditions.ratePerSecond(), 42)
              .start()) {
        round(load);
        for (int i = 0; i < conditions.rounds(); i++) {
          Round round = round(load);
          measured.add(round);
          print("round " + (i + 1), round);
        }
      }
      printMedian(measured);
      printStore(cluster.node("node-1").store().metrics());
      return measured;
    }
  }

  private Round round(PaymentLoad load) throws InterruptedException {
    load.latencies();
    long before = load.settled();
    long failedBefore = load.failed();
    long began = System.nanoTime();
    TimeUnit.SECONDS.sleep(conditions.roundSeconds());
    double seconds = (System.nanoTime() - began) / 1e9;
    Histogram latencies = load.latencies();
    return new Round(
        (load.settled() - before) / seconds,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        load.failed() - failedBefore);
  }

  private void printConditions() {
    out.printf(
        Locale.ROOT,
        "%d node(s) and the client in one process, %d shards, fsync on, TLS off, %,d wallets, window %,d, rate %s.%n"
            + "JDK %s, %d processors, heap up to %,d MiB.%n",
        conditions.nodes(),
        conditions.shards(),
        conditions.wallets(),
        conditions.window(),
        conditions.ratePerSecond() == 0
            ? "unbounded"
            : conditions.ratePerSecond() + "/s (open model)",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20);
    out.flush();
  }

  private void print(String name, Round round) {
    out.printf(
        Locale.ROOT,
        "%-8s %,10.0f payments/s   p50 %8.1f ms   p99 %8.1f ms%s%n",
        name,
        round.paymentsPerSecond(),
        round.p50Millis(),
        round.p99Millis(),
        round.failed() == 0 ? "" : "   NOT SETTLED: " + round.failed());
    out.flush();
  }

  private void printMedian(List<Round> rounds) {
    print(
        "median",
        new Round(
            median(rounds, Round::paymentsPerSecond),
            median(rounds, Round::p50Millis),
            median(rounds, Round::p99Millis),
            rounds.stream().mapToLong(Round::failed).sum()));
  }

  private static double median(
      List<Round> rounds, java.util.function.ToDoubleFunction<Round> value) {
    return rounds.stream()
        .mapToDouble(value)
        .sorted()
        .skip(rounds.size() / 2)
        .findFirst()
        .orElse(0);
  }

  private void printStore(StoreMetrics store) {
    out.printf(
        Locale.ROOT,
        "node-1: %,d syncs, p50 %.2f ms, p99 %.2f ms; %d log entries a sync (p50); %,d MB logged%n",
        store.syncs(),
        StoreMetrics.quantile(store.syncNanosHistogram(), 0.5) / 1e6,
        StoreMetrics.quantile(store.syncNanosHistogram(), 0.99) / 1e6,
        StoreMetrics.quantile(store.entriesPerSyncHistogram(), 0.5),
        store.loggedBytes() >> 20);
    out.flush();
  }

  /** What is measured must be what would run: a node that halts ends the benchmark. */
  private static void halt(String reason, Throwable cause) {
    System.err.println("HALT: " + reason + (cause == null ? "" : ": " + cause));
    Runtime.getRuntime().halt(HALTED);
  }
}
