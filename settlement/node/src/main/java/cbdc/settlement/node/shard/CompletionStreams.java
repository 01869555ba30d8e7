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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
  private final ConcurrentHashMap<ClientId, Queue<Waiter>> waiters = new ConcurrentHashMap<>();
  private final Semaphore waiting = new Semaphore(WAITING_MAX);
  private final SecureRandom random = new SecureRandom();
  private final LongSupplier nanoClock;

  /** Held while streams are added or dropped. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile long sweptNanos;

  /** Starts without streams. */
  public CompletionStreams(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.sweptNanos = nanoClock.getAsLong();
  }

  /** Answers a reader when there is a first entry, or when the time that it allows is over. */
  public PendingAnswer<CompletionsAnswer> read(CompletionsRequest request) {
    sweepIfDue();
    if (request.maxWaitMillis() <= 0 || isAnswerable(request) || !waiting.tryAcquire()) {
      return PendingAnswer.of(entries(request));
    }
    Waiter waiter = new Waiter(request);
    waiters.compute(
        request.client(),
        (client, others) -> {
          Queue<Waiter> all = others == null ? new ConcurrentLinkedQueue<>() : others;
          all.add(waiter);
          return all;
        });
    if (isAnswerable(request)) {
      // What came before the waiter was known did not tell it.
      waiter.answer.ready();
    }
    return waiter.answer;
  }

  /** A reader that there is nothing for yet. */
  private final class Waiter {
    private final CompletionsRequest request;
    private final PendingAnswer<CompletionsAnswer> answer;

    Waiter(CompletionsRequest request) {
      this.request = request;
      this.answer = new PendingAnswer<>(request.maxWaitMillis(), this::leave);
    }

    private CompletionsAnswer leave() {
      waiters.computeIfPresent(
          request.client(),
          (client, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
      waiting.release();
      return entries(request);
    }
  }

  /** A client that knows another incarnation is told at once that its stream is gone. */
  private boolean isAnswerable(CompletionsRequest request) {
    CompletionStream stream = streams.get(request.client());
    return stream == null
        ? request.incarnation() != CompletionsAnswer.NO_STREAM
        : stream.hasMore(request.incarnation(), request.lastSequence());
  }

  private CompletionsAnswer entries(CompletionsRequest request) {
    CompletionStream stream = streams.get(request.client());
    return stream == null
        ? CompletionsAnswer.NOTHING
        : stream.read(request.incarnation(), request.lastSequence(), nanoClock.getAsLong());
  }

  void finished(ClientId client, BatchAnswer answer) {
    append(client, new CompletionsAnswer.BatchFinished(answer));
  }

  void finished(ClientId client, int shard, CommandId id, Outcome outcome) {
    append(client, new CompletionsAnswer.CommandFinished(shard, id, outcome));
  }

  private void append(ClientId client, CompletionsAnswer.Entry entry) {
    stream(client).append(List.of(entry));
    Queue<Waiter> readers = waiters.get(client);
    if (readers != null) {
      readers.forEach(waiter -> waiter.answer.ready());
    }
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
