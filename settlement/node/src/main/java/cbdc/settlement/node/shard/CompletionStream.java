package cbdc.settlement.node.shard;

import cbdc.protocol.wire.CompletionsAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What this node has finished for one client: a bounded run of numbered entries. Thread safe. */
final class CompletionStream {
  private final long incarnation;
  private final CompletionsAnswer.Entry[] ring;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private long lastSequence;
  private long forgottenUpTo;
  private boolean readerWaits;
  private volatile long lastReadNanos;

  CompletionStream(long incarnation, int capacity, long nowNanos) {
    this.incarnation = incarnation;
    this.ring = new CompletionsAnswer.Entry[capacity];
    this.lastReadNanos = nowNanos;
  }

  /**
   * Appends entries; when the ring is full the oldest are lost, which the client sees by the
   * sequence.
   */
  void append(List<? extends CompletionsAnswer.Entry> entries) {
    lock.lock();
    try {
      for (CompletionsAnswer.Entry entry : entries) {
        lastSequence++;
        ring[(int) (lastSequence % ring.length)] = entry;
      }
      forgottenUpTo = Math.max(forgottenUpTo, lastSequence - ring.length);
      if (readerWaits) {
        added.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Entries behind a sequence, waiting for a first one if there is none.
   *
   * @param askedIncarnation incarnation that the sequence belongs to; another one starts from the
   *     oldest entry kept
   */
  CompletionsAnswer read(long askedIncarnation, long behind, long maxWaitMillis, long nowNanos)
      throws InterruptedException {
    lastReadNanos = nowNanos;
    lock.lock();
    try {
      long from = askedIncarnation == incarnation ? Math.min(behind, lastSequence) : 0;
      long waitNanos = TimeUnit.MILLISECONDS.toNanos(maxWaitMillis);
      while (lastSequence <= from && waitNanos > 0) {
        readerWaits = true;
        waitNanos = added.awaitNanos(waitNanos);
      }
      readerWaits = false;
      if (askedIncarnation == incarnation) {
        forget(from);
      }
      long first = Math.max(from, forgottenUpTo) + 1;
      int count = (int) Math.min(lastSequence - first + 1, CompletionsAnswer.MAX_ENTRIES);
      List<CompletionsAnswer.Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(ring[(int) ((first + i) % ring.length)]);
      }
      return new CompletionsAnswer(incarnation, first, entries);
    } finally {
      lock.unlock();
    }
  }

  /** When a reader last came, on the monotonic clock. */
  long lastReadNanos() {
    return lastReadNanos;
  }

  private void forget(long upTo) {
    while (forgottenUpTo < upTo) {
      forgottenUpTo++;
      ring[(int) (forgottenUpTo % ring.length)] = null;
    }
  }
}
