package cbdc.simulator.bench;

import cbdc.simulator.machine.Machine;
import java.util.List;
import java.util.Map;

/**
 * What {@code bench http} measured, and under which conditions.
 *
 * @param system that was started for this; null when the target was running
 * @param target who was paid and by whom
 * @param throughput closed model; null when only a given rate was measured
 * @param latencies open model; null when it was not asked for
 * @param outcomes of all measured payments
 * @param loadAverageAfter as in {@link Machine}, at the end
 */
record HttpReport(
    Machine machine,
    OwnSystem system,
    Target target,
    NodeReport.Throughput throughput,
    OpenLoad.Latencies latencies,
    Outcomes outcomes,
    double loadAverageAfter) {
  /**
   * One settlement node and one wallet service, each a process of its own, beside the service's
   * database.
   *
   * @param nodes settlement nodes
   * @param shards of the ledger
   * @param heapMibPerProcess largest heap of each
   * @param jvmOptions of each, those that decide about speed
   */
  record OwnSystem(int nodes, int shards, long heapMibPerProcess, List<String> jvmOptions) {}

  /**
   * The services and how they are reached.
   *
   * @param banks services that payments go to
   * @param wallets that pay
   * @param merchants that are paid
   * @param connections kept, each with at most one payment under way
   * @param link how they are reached
   */
  record Target(int banks, int wallets, int merchants, int connections, String link) {
    /**
     * Whoever asks for HTTPS has a proxy in front; what that costs is not part of these figures.
     */
    static final String PLAIN_LOOPBACK = "HTTP/1.1 on loopback, kept connections, TLS off";
  }

  /**
   * Counts.
   *
   * @param byName by status and code, for example {@code 201 SETTLED}
   */
  record Outcomes(long settled, long refused, long unknown, Map<String, Long> byName) {
    static Outcomes of(HttpOutcomes counted) {
      return new Outcomes(
          counted.count(HttpOutcomes.Kind.SETTLED),
          counted.count(HttpOutcomes.Kind.REFUSED),
          counted.count(HttpOutcomes.Kind.UNKNOWN),
          counted.byName());
    }
  }
}
