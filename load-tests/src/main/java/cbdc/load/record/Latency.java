package cbdc.load.record;

import org.HdrHistogram.Histogram;

/**
 * Percentiles of a run, milliseconds.
 *
 * @param count answers
 */
public record Latency(
    long count,
    double p50,
    double p90,
    double p95,
    double p99,
    double p999,
    double max,
    double mean) {
  static Latency of(Histogram micros) {
    return new Latency(
        micros.getTotalCount(),
        at(micros, 50),
        at(micros, 90),
        at(micros, 95),
        at(micros, 99),
        at(micros, 99.9),
        micros.getMaxValue() / 1e3,
        Math.round(micros.getMean()) / 1e3);
  }

  private static double at(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1e3;
  }
}
