package cbdc.simulator.bench;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** What people read of a load, alike in every benchmark that has one. */
final class LoadLines {
  private LoadLines() {}

  static void print(PrintWriter out, String name, ClosedLoad.Round round) {
    out.printf(
        Locale.ROOT,
        "%-8s %,10.0f payments/s   p50 %8.1f ms   p99 %8.1f ms%s%n",
        name,
        round.paymentsPerSecond(),
        round.p50Millis(),
        round.p99Millis(),
        notSettled(round.notSettled()));
    out.flush();
  }

  static void print(PrintWriter out, NodeReport.Throughput throughput) {
    print(
        out,
        "median",
        new ClosedLoad.Round(
            throughput.medianPerSecond(),
            throughput.medianP50Millis(),
            throughput.medianP99Millis(),
            throughput.notSettled()));
    out.println(
        "processor time for a payment: "
            + throughput.processorMicrosPerPayment().entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.1f µs", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ")));
    out.flush();
  }

  static void print(PrintWriter out, OpenLoad.Latencies found) {
    out.printf(
        Locale.ROOT,
        "latency from the intended begin, at %,d/s (%,.0f settled/s): p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms%s%n"
            + "of it before the payment was begun: p99 %.1f ms, longest %.1f ms%n",
        found.offeredPerSecond(),
        found.settledPerSecond(),
        found.p50Millis(),
        found.p99Millis(),
        found.p999Millis(),
        found.maxMillis(),
        notSettled(found.notSettled()),
        found.beginsLateP99Millis(),
        found.beginsLateMaxMillis());
    out.flush();
  }

  private static String notSettled(long count) {
    return count == 0 ? "" : "   NOT SETTLED: " + count;
  }
}
