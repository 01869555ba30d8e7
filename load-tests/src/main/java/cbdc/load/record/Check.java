package cbdc.load.record;

import cbdc.load.scenario.Scenario.Objectives;
import java.util.ArrayList;
import java.util.List;

/**
 * One objective of a run, and whether it was met.
 *
 * @param objective what is asked, with its unit
 * @param limit what it may be
 * @param value what it was
 */
public record Check(String objective, double limit, double value, boolean held) {
  /**
   * Checks what a scenario asks.
   *
   * @param counts of all requests
   * @param withoutInvalid of those that are put correctly
   * @param planned by the schedule; 0 in the closed model
   * @param plannedAnswered of those
   */
  public static List<Check> of(
      Objectives asked,
      Latency latency,
      Counts counts,
      Counts withoutInvalid,
      long planned,
      long plannedAnswered) {
    List<Check> checks = new ArrayList<>();
    atMost(checks, "p50 in ms", asked.p50Millis(), latency.p50());
    atMost(checks, "p99 in ms", asked.p99Millis(), latency.p99());
    atMost(checks, "p99.9 in ms", asked.p999Millis(), latency.p999());
    double failed = percent(counts.failed() + counts.unknown(), counts.offered());
    checks.add(
        new Check(
            "failed or unknown, %",
            asked.failedPercent(), failed, failed <= asked.failedPercent()));
    double declined = percent(withoutInvalid.declined(), withoutInvalid.offered());
    checks.add(
        new Check(
            "declined, %", asked.declinedPercent(), declined, declined <= asked.declinedPercent()));
    if (planned > 0) {
      double achieved = percent(plannedAnswered, planned);
      checks.add(
          new Check(
              "answered of planned, %",
              asked.achievedPercent(), achieved, achieved >= asked.achievedPercent()));
    }
    return checks;
  }

  private static void atMost(List<Check> checks, String objective, double limit, double value) {
    if (limit > 0) {
      checks.add(new Check(objective, limit, value, value <= limit));
    }
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : Math.round(1e4 * part / whole) / 1e2;
  }
}
