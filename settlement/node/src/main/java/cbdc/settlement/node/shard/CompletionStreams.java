package cbdc.settlement.node.shard;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsRequest;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * One completion stream for each client for which this node has finished something; streams without
 * a reader are dropped. Thread safe.
 *
 * <p>Nobody signs a request for completions, so a request takes no memory: only what a bank's
 * signed batch brought makes a stream, and only so many requests may wait at a time, because those
 * hold threads that flushes need too.
 */
public final class CompletionStreams {
  /** Streams at most; one more drops the one whose reader has been away longest. */
  static final int STREAMS_MAX = 1024;

  /** Requests that may wait for an entry at a time; others are answered with what there is. */
  static final int WAITING_MAX = 32;

  private static final int ENTRIES_MAX = 1 << 17;
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ConcurrentHashMap<ClientId, CompletionStream> streams = new ConcurrentHashMap<>();
  private final Semaphore waiting = new Semaphore(WAITING_MAX);
  private final SecureRandom random = new SecureRandom();
  private final LongSupplier nanoClock;

  /** Held while streams are added or dropped. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition started = lock.newCondition();
  private volatile long sweptNanos;

  /** Starts without streams. */
  public CompletionStreams(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.sweptNanos = nanoClock.getAsLong();
  }

  /** Answers a reader, waiting as long as it allows for a first entry. */
  public CompletionsAnswer read(CompletionsRequest request) throws InterruptedException {
    sweepIfDue();
    boolean waits = request.maxWaitMillis() > 0 && waiting.tryAcquire();
    try {
      return read(request, waits ? request.maxWaitMillis() : 0);
    } finally {
      if (waits) {
        waiting.release();
      }
    }
  }

  private CompletionsAnswer read(CompletionsRequest request, long maxWaitMillis)
      throws InterruptedException {
    long waitNanos = TimeUnit.MILLISECONDS.toNanos(maxWaitMillis);
    CompletionStream stream = streams.get(request.client());
    // A client that knows another incarnation is told at once that its stream is gone.
    if (stream == null && request.incarnation() == CompletionsAnswer.NO_STREAM) {
      lock.lock();
      try {
        stream = streams.get(request.client());
        while (stream == null && waitNanos > 0) {
          waitNanos = started.awaitNanos(waitNanos);
          stream = streams.get(request.client());
        }
      } finally {
        lock.unlock();
      }
    }
    return stream == null
        ? CompletionsAnswer.NOTHING
        : stream.read(
            request.incarnation(),
            request.lastSequence(),
            TimeUnit.NANOSECONDS.toMillis(waitNanos),
            nanoClock.getAsLong());
  }

  void finished(ClientId client, BatchAnswer answer) {
    stream(client).append(List.of(new CompletionsAnswer.BatchFinished(answer)));
  }

  void finished(ClientId client, int shard, CommandId id, Outcome outcome) {
    stream(client).append(List.of(new CompletionsAnswer.CommandFinished(shard, id, outcome)));
  }

  /** Requests that may be waiting now. */
  int waiting() {
    return WAITING_MAX - waiting.availablePermits();
  }

  /** Streams kept now. */
  int size() {
    return streams.size();
  }

  private CompletionStream stream(ClientId client) {
    sweepIfDue();
    CompletionStream known = streams.get(client);
    return known != null ? known : start(client);
  }

  private CompletionStream start(ClientId client) {
    lock.lock();
    try {
      CompletionStream known = streams.get(client);
      if (known != null) {
        return known;
      }
      if (streams.size() >= STREAMS_MAX) {
        dropLongestUnread();
      }
      CompletionStream stream =
          new CompletionStream(random.nextLong() | 1, ENTRIES_MAX, nanoClock.getAsLong());
      streams.put(client, stream);
      started.signalAll();
      return stream;
    } finally {
      lock.unlock();
    }
  }

  private void dropLongestUnread() {
    long now = nanoClock.getAsLong();
    streams.entrySet().stream()
        .max(Comparator.comparingLong(entry -> now - entry.getValue().lastReadNanos()))
        .map(Map.Entry::getKey)
        .ifPresent(streams::remove);
  }

  private void sweepIfDue() {
    if (nanoClock.getAsLong() - sweptNanos < SWEEP_NANOS || !lock.tryLock()) {
      return;
    }
    try {
      long now = nanoClock.getAsLong();
      sweptNanos = now;
      streams.values().removeIf(stream -> now - stream.lastReadNanos() > IDLE_NANOS);
    } finally {
      lock.unlock();
    }
  }
}
