package cbdc.simulator.bench;

import cbdc.protocol.Outcome;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Closed model: a bounded number of payments is always under way, so the ledger decides how many
 * there are per second. Answers how much goes through; latency is then the window divided by the
 * rate and tells little.
 */
final class ClosedLoad implements AutoCloseable {
  private final Supplier<CompletionStage<Outcome>> payments;
  private final Window window;
  private final LongAdder settled = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Recorder latencyMicros = new Recorder(3);
  private final Thread thread;

  /** One measured round. */
  record Round(double paymentsPerSecond, double p50Millis, double p99Millis, long notSettled) {}

  /**
   * Starts.
   *
   * @param payments begins a payment
   * @param windowSize most payments without an outcome
   */
  ClosedLoad(Supplier<CompletionStage<Outcome>> payments, int windowSize) {
    this.payments = payments;
    this.window = new Window(windowSize);
    this.thread = Thread.ofPlatform().name("closed-load").daemon().start(this::run);
  }

  /** Counts for so long. */
  Round round(int seconds) throws InterruptedException {
    latencyMicros.reset();
    long before = settled.sum();
    long failedBefore = failed.sum();
    long began = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    double elapsed = (System.nanoTime() - began) / 1e9;
    long count = settled.sum() - before;
    Histogram latencies = latencyMicros.getIntervalHistogram();
    return new Round(
        count / elapsed,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        failed.sum() - failedBefore);
  }

  private void run() {
    try {
      while (true) {
        window.enter();
        long began = System.nanoTime();
        payments.get().whenComplete((outcome, failure) -> ended(outcome, began));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(Outcome outcome, long began) {
    window.leave();
    latencyMicros.recordValue(Math.max(0, (System.nanoTime() - began) / 1_000));
    (outcome instanceof Outcome.Settled ? settled : failed).increment();
  }

  /** Begins no more payments and waits for those under way. */
  void finish() throws InterruptedException {
    thread.interrupt();
    thread.join();
    window.awaitEmpty();
  }

  /** Begins no more payments; those under way are left to the client. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
