package cbdc.simulator.bench;

import cbdc.settlement.client.CommandIds;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends payments to wallet services over many kept connections, all on the calling thread: the
 * driver shares its processors with what it measures. In the closed model each connection sends its
 * next payment when it has the reply to the one before; in the open model payments begin at a given
 * rate, as customers do, on whichever connection is free, and latency counts from when a payment
 * should have begun. However a payment ends it is among the latencies, without a reply with the
 * time that was waited.
 *
 * <p>What is due is begun whenever a reply arrives, and once a millisecond: that adds up to a
 * millisecond to what is measured. A connection that is lost is made anew.
 */
final class HttpLoad implements AutoCloseable {
  private static final long TICK_MILLIS = 1;
  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** How many times its own length a measurement may take when the rate cannot be kept. */
  private static final int OVERTIME_FACTOR = 4;

  private final Selector selector;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final ArrayDeque<HttpConnection> free = new ArrayDeque<>();
  private final HttpOutcomes outcomes = new HttpOutcomes();
  private final Histogram latencyMicros = new Histogram(3);
  private final Histogram latenessMicros = new Histogram(3);
  private final long replyLimitNanos;
  private boolean isClosedModel;
  private long lastSweepNanos = System.nanoTime();

  private HttpLoad(Selector selector, Duration replyLimit) {
    this.selector = selector;
    this.replyLimitNanos = replyLimit.toNanos();
  }

  /**
   * Connects to the services of all banks in turn.
   *
   * @param count connections, at least one for each bank
   * @param replyLimit how long a reply is waited for: then its outcome is unknown
   * @throws CommandFailure when a service cannot be reached
   */
  static HttpLoad connect(HttpTarget target, int count, Duration replyLimit, long seed)
      throws InterruptedException {
    try {
      HttpLoad load = new HttpLoad(Selector.open(), replyLimit);
      load.connectAll(target, count, seed);
      return load;
    } catch (IOException e) {
      throw CommandFailure.failed("no connection: " + e, e);
    }
  }

  private void connectAll(HttpTarget target, int count, long seed)
      throws IOException, InterruptedException {
    CommandIds ids = new CommandIds();
    SplittableRandom random = new SplittableRandom(seed);
    List<HttpRequests> requests = new ArrayList<>();
    for (HttpTarget.Bank bank : target.banks()) {
      requests.add(new HttpRequests(target, bank, ids, random.split()));
    }
    for (int i = 0; i < Math.max(count, requests.size()); i++) {
      int bank = i % requests.size();
      HttpConnection connection =
          new HttpConnection(selector, target.banks().get(bank).address(), requests.get(bank));
      connections.add(connection);
      open(connection);
    }
    long limit = System.nanoTime() + CONNECT_LIMIT.toNanos();
    while (free.size() < connections.size()) {
      poll(TICK_MILLIS);
      if (System.nanoTime() - limit > 0) {
        throw CommandFailure.failed(
            "no connection to all services within " + CONNECT_LIMIT.toSeconds() + " s");
      }
    }
  }

  /** Outcomes of the payments that were measured since the last {@link #resetOutcomes}. */
  HttpOutcomes outcomes() {
    return outcomes;
  }

  /** Forgets what was counted so far. */
  void resetOutcomes() {
    outcomes.clear();
  }

  /** Closed model for so long; payments are still under way afterwards. */
  ClosedLoad.Round round(int seconds) throws InterruptedException {
    isClosedModel = true;
    latencyMicros.reset();
    long settledBefore = outcomes.count(HttpOutcomes.Kind.SETTLED);
    long otherBefore = notSettled();
    long began = System.nanoTime();
    while (!free.isEmpty()) {
      send(free.poll(), began, true, began);
    }
    long now = began;
    while (now - began < TimeUnit.SECONDS.toNanos(seconds)) {
      poll(TICK_MILLIS);
      now = System.nanoTime();
    }
    double settled = outcomes.count(HttpOutcomes.Kind.SETTLED) - settledBefore;
    return new ClosedLoad.Round(
        settled / ((now - began) / 1e9),
        latencyMicros.getValueAtPercentile(50) / 1e3,
        latencyMicros.getValueAtPercentile(99) / 1e3,
        notSettled() - otherBefore);
  }

  /** Begins no more payments and waits for those under way, each up to the reply limit. */
  void finish() throws InterruptedException {
    isClosedModel = false;
    while (free.size() < connections.size()) {
      poll(TICK_MILLIS);
    }
  }

  /**
   * Open model; nothing is under way before or afterwards.
   *
   * @param warmUpSeconds offered before, not counted
   * @throws CommandFailure when the rate is so far beyond what the services can do that the
   *     measurement would not end
   */
  OpenLoad.Latencies offer(long ratePerSecond, int warmUpSeconds, int seconds)
      throws InterruptedException {
    latencyMicros.reset();
    latenessMicros.reset();
    long began = System.nanoTime();
    offer(began, ratePerSecond, warmUpSeconds, false);
    long measuredFrom = began + TimeUnit.SECONDS.toNanos(warmUpSeconds);
    long settledBefore = outcomes.count(HttpOutcomes.Kind.SETTLED);
    long otherBefore = notSettled();
    offer(measuredFrom, ratePerSecond, seconds, true);
    finish();
    double elapsed = (System.nanoTime() - measuredFrom) / 1e9;
    return new OpenLoad.Latencies(
        ratePerSecond,
        (outcomes.count(HttpOutcomes.Kind.SETTLED) - settledBefore) / elapsed,
        ratePerSecond * seconds,
        latencyMicros.getValueAtPercentile(50) / 1e3,
        latencyMicros.getValueAtPercentile(99) / 1e3,
        latencyMicros.getValueAtPercentile(99.9) / 1e3,
        latencyMicros.getMaxValue() / 1e3,
        latenessMicros.getValueAtPercentile(99) / 1e3,
        latenessMicros.getMaxValue() / 1e3,
        notSettled() - otherBefore);
  }

  private void offer(long fromNanos, long ratePerSecond, int seconds, boolean isMeasured)
      throws InterruptedException {
    long count = ratePerSecond * seconds;
    long limit = OVERTIME_FACTOR * TimeUnit.SECONDS.toNanos(1 + seconds);
    long next = 0;
    while (next < count) {
      long now = System.nanoTime();
      long intended = fromNanos + next * 1_000_000_000L / ratePerSecond;
      while (next < count && intended - now <= 0 && !free.isEmpty()) {
        requireKept(now - intended, limit, ratePerSecond);
        if (isMeasured) {
          latenessMicros.recordValue((now - intended) / 1_000);
        }
        send(free.poll(), intended, isMeasured, now);
        next++;
        intended = fromNanos + next * 1_000_000_000L / ratePerSecond;
      }
      if (next < count) {
        poll(TICK_MILLIS);
      }
    }
  }

  private static void requireKept(long lateNanos, long limitNanos, long ratePerSecond) {
    if (lateNanos > limitNanos) {
      throw CommandFailure.failed(
          ratePerSecond
              + " payments/s cannot be kept: they begin "
              + lateNanos / 1_000_000_000L
              + " s late; offer fewer, or over more connections");
    }
  }

  private long notSettled() {
    return outcomes.count(HttpOutcomes.Kind.REFUSED) + outcomes.count(HttpOutcomes.Kind.UNKNOWN);
  }

  // ---- connections

  private void poll(long timeoutMillis) throws InterruptedException {
    try {
      int unused = selector.select(this::ready, timeoutMillis);
    } catch (IOException e) {
      throw CommandFailure.failed("the selector failed: " + e, e);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long now = System.nanoTime();
    if (now - lastSweepNanos > SWEEP_NANOS) {
      lastSweepNanos = now;
      giveUpOnLateReplies(now);
    }
  }

  private void ready(SelectionKey key) {
    HttpConnection connection = (HttpConnection) key.attachment();
    try {
      if (!connection.isConnected()) {
        connection.finishConnecting();
        isFree(connection);
        return;
      }
      if (key.isWritable()) {
        connection.flush();
      }
      if (key.isReadable() && connection.read()) {
        ended(connection);
      }
    } catch (UnreadableReplyException e) {
      throw CommandFailure.failed(
          connection.address() + " answers with what is not read here: " + e.getMessage(), e);
    } catch (IOException e) {
      lost(connection, e);
    }
  }

  private void ended(HttpConnection connection) {
    HttpReply reply = connection.reply();
    if (connection.isMeasured()) {
      outcomes.reply(reply.status(), connection.replyBytes(), reply.bodyFrom(), reply.end());
      recordLatency(connection);
    }
    if (reply.closes()) {
      reopen(connection);
    } else {
      isFree(connection);
    }
  }

  /** In the closed model a connection is never without work. */
  private void isFree(HttpConnection connection) {
    if (isClosedModel) {
      long now = System.nanoTime();
      send(connection, now, true, now);
    } else {
      free.add(connection);
    }
  }

  private void send(HttpConnection connection, long intended, boolean isMeasured, long now) {
    try {
      connection.send(intended, isMeasured, now);
    } catch (IOException e) {
      lost(connection, e);
    }
  }

  private void giveUpOnLateReplies(long now) {
    for (HttpConnection connection : connections) {
      if (connection.isBusy() && now - connection.sentNanos() > replyLimitNanos) {
        noReply(connection, "no reply in time");
        reopen(connection);
      }
    }
  }

  private void lost(HttpConnection connection, IOException e) {
    if (!connection.isConnected()) {
      throw CommandFailure.failed("no connection to " + connection.address() + ": " + e, e);
    }
    if (connection.isBusy()) {
      noReply(connection, "connection lost");
    } else {
      boolean unused = free.remove(connection);
    }
    reopen(connection);
  }

  private void noReply(HttpConnection connection, String reason) {
    if (connection.isMeasured()) {
      outcomes.noReply(reason);
      recordLatency(connection);
    }
  }

  /** However it ended: what the services failed at took its sender's time too. */
  private void recordLatency(HttpConnection connection) {
    latencyMicros.recordValue(
        Math.max(0, (System.nanoTime() - connection.intendedNanos()) / 1_000));
  }

  private void reopen(HttpConnection connection) {
    try {
      connection.close();
      open(connection);
    } catch (IOException e) {
      throw CommandFailure.failed("no connection to " + connection.address() + ": " + e, e);
    }
  }

  private void open(HttpConnection connection) throws IOException {
    connection.connect();
    if (connection.isConnected()) {
      isFree(connection);
    }
  }

  @Override
  public void close() {
    try {
      for (HttpConnection connection : connections) {
        connection.close();
      }
      selector.close();
    } catch (IOException e) {
      throw CommandFailure.failed("connections cannot be closed: " + e, e);
    }
  }
}
