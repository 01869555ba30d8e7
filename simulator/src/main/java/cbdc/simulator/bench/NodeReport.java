package cbdc.simulator.bench;

import cbdc.settlement.client.ClientCounters;
import cbdc.simulator.machine.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What {@code bench node} measured, and under which conditions.
 *
 * @param link how nodes and clients are connected
 * @param shards shards of the ledger
 * @param window most payments under way
 * @param results one for each number of accounts, each on a cluster of its own
 */
record NodeReport(
    Machine machine,
    BenchCluster.Layout nodes,
    String link,
    int shards,
    int window,
    List<Result> results) {
  /** TLS is for links beyond loopback; what it costs is not part of these figures. */
  static final String PLAIN_LOOPBACK = "plain TCP on loopback, TLS off";

  /**
   * With one number of accounts.
   *
   * @param opening how the accounts came to be
   * @param throughput closed model; null when only a given rate was measured
   * @param latencies open model; null when it was not asked for
   * @param store what the first node's store measured
   * @param client what the settlement client had to do, opening of accounts included
   * @param loadAverageAfter as in {@link Machine}, at the end
   */
  record Result(
      int accounts,
      Opening opening,
      Throughput throughput,
      OpenLoad.Latencies latencies,
      String store,
      ClientWork client,
      double loadAverageAfter) {}

  /**
   * What the settlement client had to do. Anything but the first two means that payments waited for
   * a timer.
   *
   * @param flushes sent to nodes
   * @param batchesAnsweredLater whose shard took longer than a flush waits
   * @param batchesRefused for want of room, for example
   * @param attemptsFailed calls without a usable answer in time
   * @param commandsSentAgain commands sent more than once
   * @param questions asked for the outcome of a command
   * @param streamGaps times that completions were lost
   */
  record ClientWork(
      long flushes,
      long batchesAnsweredLater,
      long batchesRefused,
      long attemptsFailed,
      long commandsSentAgain,
      long questions,
      long streamGaps) {
    static ClientWork of(ClientCounters counters) {
      return new ClientWork(
          counters.flushes(),
          counters.laterBatches(),
          counters.refusedBatches(),
          counters.failedAttempts(),
          counters.commandsSentAgain(),
          counters.questions(),
          counters.streamGaps());
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "client: %,d flushes, %,d batches answered later, %,d refused, %,d attempts failed, %,d commands sent again, %,d questions, %,d stream gaps",
          flushes,
          batchesAnsweredLater,
          batchesRefused,
          attemptsFailed,
          commandsSentAgain,
          questions,
          streamGaps);
    }
  }

  /** Accounts opened and funded through the client, per second. */
  record Opening(double openedPerSecond, double fundedPerSecond, double seconds) {}

  /**
   * Closed model.
   *
   * @param medianPerSecond settled payments per second, median of the rounds
   * @param processorMicrosPerPayment processor time of each process, divided by the payments
   */
  record Throughput(
      double medianPerSecond,
      double lowestPerSecond,
      double highestPerSecond,
      double medianP50Millis,
      double medianP99Millis,
      long notSettled,
      Map<String, Double> processorMicrosPerPayment,
      List<ClosedLoad.Round> rounds) {
    /**
     * Sums up rounds.
     *
     * @param roundSeconds length of each
     * @param before processor time of each process in front of the first round
     * @param after the same behind the last round
     */
    static Throughput of(
        List<ClosedLoad.Round> rounds,
        int roundSeconds,
        Map<String, Duration> before,
        Map<String, Duration> after) {
      double count =
          rounds.stream().mapToDouble(ClosedLoad.Round::paymentsPerSecond).sum() * roundSeconds;
      Map<String, Double> micros = new TreeMap<>();
      after.forEach(
          (name, time) ->
              micros.put(name, time.minus(before.get(name)).toNanos() / 1e3 / Math.max(1, count)));
      List<Double> rates =
          rounds.stream().map(ClosedLoad.Round::paymentsPerSecond).sorted().toList();
      return new Throughput(
          median(rounds, ClosedLoad.Round::paymentsPerSecond),
          rates.getFirst(),
          rates.getLast(),
          median(rounds, ClosedLoad.Round::p50Millis),
          median(rounds, ClosedLoad.Round::p99Millis),
          rounds.stream().mapToLong(ClosedLoad.Round::notSettled).sum(),
          micros,
          rounds);
    }

    private static double median(
        List<ClosedLoad.Round> rounds, ToDoubleFunction<ClosedLoad.Round> value) {
      return rounds.stream()
          .mapToDouble(value)
          .sorted()
          .skip(rounds.size() / 2)
          .findFirst()
          .orElse(0);
    }
  }
}
