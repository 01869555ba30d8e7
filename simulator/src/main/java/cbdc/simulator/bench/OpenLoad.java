package cbdc.simulator.bench;

import cbdc.protocol.Outcome;
import cbdc.simulator.console.CommandFailure;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Open model: payments begin at a given rate whether or not earlier ones have ended, as customers
 * do. Each one's latency counts from when it should have begun; what a full window or a pause of
 * this process delays counts in full. Every payment of the measured time is waited for and counted.
 *
 * <p>What is due is begun once a millisecond rather than one by one at its microsecond: waiting for
 * microseconds would burn a processor that the nodes need. It adds up to a millisecond to what is
 * measured, and half of one on average.
 */
final class OpenLoad {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How many times its own length a measurement may take when the rate cannot be kept. */
  private static final int OVERTIME_FACTOR = 4;

  private final Supplier<CompletionStage<Outcome>> payments;
  private final Window window;
  private final long ratePerSecond;
  private final LongAdder settled = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Recorder latencyMicros = new Recorder(3);
  private final Histogram latenessMicros = new Histogram(3);

  /**
   * What was measured, in milliseconds.
   *
   * @param offeredPerSecond payments that should have begun per second
   * @param settledPerSecond payments that settled, over the time from the first's begin to the
   *     last's end: clearly less than offered means that the rate was too high
   * @param beginsLateP99Millis how late payments were begun, because the window was full or this
   *     process was held up; part of the latencies
   * @param notSettled payments that ended otherwise; among the latencies too
   */
  record Latencies(
      long offeredPerSecond,
      double settledPerSecond,
      long payments,
      double p50Millis,
      double p99Millis,
      double p999Millis,
      double maxMillis,
      double beginsLateP99Millis,
      double beginsLateMaxMillis,
      long notSettled) {}

  /**
   * A load that does nothing yet.
   *
   * @param payments begins a payment
   * @param windowSize most payments without an outcome
   */
  OpenLoad(Supplier<CompletionStage<Outcome>> payments, int windowSize, long ratePerSecond) {
    this.payments = payments;
    this.window = new Window(windowSize);
    this.ratePerSecond = ratePerSecond;
  }

  /**
   * Offers the load on the calling thread, and measures it.
   *
   * @param warmUpSeconds offered before, not counted
   * @throws CommandFailure when the rate is so far beyond what the ledger can do that the
   *     measurement would not end
   */
  Latencies measure(int warmUpSeconds, int seconds) throws InterruptedException {
    long began = System.nanoTime();
    offer(began, ratePerSecond * warmUpSeconds, false);
    long measuredFrom = began + TimeUnit.SECONDS.toNanos(warmUpSeconds);
    offer(measuredFrom, ratePerSecond * seconds, true);
    window.awaitEmpty();
    double elapsed = (System.nanoTime() - measuredFrom) / 1e9;
    Histogram latencies = latencyMicros.getIntervalHistogram();
    return new Latencies(
        ratePerSecond,
        settled.sum() / elapsed,
        ratePerSecond * seconds,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        latencies.getValueAtPercentile(99.9) / 1e3,
        latencies.getMaxValue() / 1e3,
        latenessMicros.getValueAtPercentile(99) / 1e3,
        latenessMicros.getMaxValue() / 1e3,
        failed.sum());
  }

  private void offer(long fromNanos, long count, boolean isMeasured) throws InterruptedException {
    long limit = OVERTIME_FACTOR * (1_000_000_000L + count * 1_000_000_000L / ratePerSecond);
    for (long i = 0; i < count; i++) {
      long intended = fromNanos + i * 1_000_000_000L / ratePerSecond;
      waitUntil(intended);
      window.enter();
      long late = System.nanoTime() - intended;
      if (late > limit) {
        throw CommandFailure.failed(
            ratePerSecond
                + " payments/s cannot be kept: after "
                + i
                + " of "
                + count
                + " they begin "
                + late / 1_000_000_000L
                + " s late; offer fewer");
      }
      if (isMeasured) {
        latenessMicros.recordValue(Math.max(0, late / 1_000));
      }
      payments.get().whenComplete((outcome, failure) -> ended(outcome, intended, isMeasured));
    }
  }

  private void ended(Outcome outcome, long intended, boolean isMeasured) {
    if (isMeasured) {
      latencyMicros.recordValue(Math.max(0, (System.nanoTime() - intended) / 1_000));
      (outcome instanceof Outcome.Settled ? settled : failed).increment();
    }
    window.leave();
  }

  private static void waitUntil(long nanos) throws InterruptedException {
    while (nanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(TICK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
