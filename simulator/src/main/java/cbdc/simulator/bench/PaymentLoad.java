package cbdc.simulator.bench;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.SettlementClient;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Keeps a bounded number of random payments between wallets under way and counts how they end. */
final class PaymentLoad implements AutoCloseable {
  private final SettlementClient client;
  private final long[] wallets;
  private final Semaphore window;
  private final CommandIds ids = new CommandIds();
  private final LongAdder settled = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Recorder latencyMicros = new Recorder(3);
  private final Thread thread;
  private final long ratePerSecond;
  private volatile boolean stopped;

  /**
   * A load that does nothing before {@link #start}.
   *
   * @param window most payments without an outcome
   * @param ratePerSecond payments begun per second, 0 for as many as the window lets through
   */
  PaymentLoad(SettlementClient client, long[] wallets, int window, long ratePerSecond, long seed) {
    this.client = client;
    this.wallets = wallets;
    this.window = new Semaphore(window);
    this.ratePerSecond = ratePerSecond;
    this.thread = new Thread(() -> run(new SplittableRandom(seed)), "payment-load");
    this.thread.setDaemon(true);
  }

  PaymentLoad start() {
    thread.start();
    return this;
  }

  /** Payments settled so far. */
  long settled() {
    return settled.sum();
  }

  /** Payments that ended otherwise. */
  long failed() {
    return failed.sum();
  }

  /** Latencies since the last call, from the intended start to the outcome, microseconds. */
  Histogram latencies() {
    return latencyMicros.getIntervalHistogram();
  }

  private void run(SplittableRandom random) {
    long began = System.nanoTime();
    for (long i = 0; !stopped; i++) {
      long intended = ratePerSecond == 0 ? 0 : began + i * 1_000_000_000L / ratePerSecond;
      if (ratePerSecond != 0) {
        waitUntil(intended);
      }
      window.acquireUninterruptibly();
      pay(random, ratePerSecond == 0 ? System.nanoTime() : intended);
    }
  }

  private void pay(SplittableRandom random, long intendedNanos) {
    int payer = random.nextInt(wallets.length);
    int payee = random.nextInt(wallets.length - 1);
    if (payee >= payer) {
      payee++;
    }
    Command pay =
        new Command.Pay(ids.next(), wallets[payer], wallets[payee], 1, Text.EMPTY, Text.EMPTY);
    client.submit(pay).whenComplete((outcome, failure) -> ended(outcome, intendedNanos));
  }

  private void ended(Outcome outcome, long intendedNanos) {
    window.release();
    if (outcome instanceof Outcome.Settled) {
      settled.increment();
      latencyMicros.recordValue(Math.max(0, (System.nanoTime() - intendedNanos) / 1_000));
    } else {
      failed.increment();
    }
  }

  private static void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      if (left > 100_000) {
        java.util.concurrent.locks.LockSupport.parkNanos(left - 50_000);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    window.release();
  }
}
