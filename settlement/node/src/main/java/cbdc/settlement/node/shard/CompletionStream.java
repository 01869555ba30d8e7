package cbdc.settlement.node.shard;

import cbdc.protocol.wire.CompletionsAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What this node has finished for one client: a bounded run of numbered entries. Thread safe. */
final class CompletionStream {
  private static final int ENTRIES_MIN = 16;

  private final long incarnation;
  private final int entriesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private CompletionsAnswer.Entry[] ring;
  private long lastSequence;
  private long forgottenUpTo;
  private volatile long lastReadNanos;

  /**
   * Starts empty.
   *
   * @param entriesMax most entries kept, a power of two; room for them is made as they come
   */
  CompletionStream(long incarnation, int entriesMax, long nowNanos) {
    this.incarnation = incarnation;
    this.entriesMax = entriesMax;
    this.ring = new CompletionsAnswer.Entry[Math.min(ENTRIES_MIN, entriesMax)];
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
        if (lastSequence - forgottenUpTo == ring.length) {
          makeRoom();
        }
        lastSequence++;
        ring[slot(lastSequence)] = entry;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is an entry behind a sequence of an incarnation. */
  boolean hasMore(long askedIncarnation, long behind) {
    lock.lock();
    try {
      return lastSequence > from(askedIncarnation, behind);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Entries behind a sequence.
   *
   * @param askedIncarnation incarnation that the sequence belongs to; another one starts from the
   *     oldest entry kept
   */
  CompletionsAnswer read(long askedIncarnation, long behind, long nowNanos) {
    lastReadNanos = nowNanos;
    lock.lock();
    try {
      long from = from(askedIncarnation, behind);
      if (askedIncarnation == incarnation) {
        forget(from);
      }
      long first = Math.max(from, forgottenUpTo) + 1;
      int count = (int) Math.min(lastSequence - first + 1, CompletionsAnswer.MAX_ENTRIES);
      List<CompletionsAnswer.Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(ring[slot(first + i)]);
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

  /** Entries that there is room for now. */
  int room() {
    lock.lock();
    try {
      return ring.length;
    } finally {
      lock.unlock();
    }
  }

  private long from(long askedIncarnation, long behind) {
    return askedIncarnation == incarnation ? Math.clamp(behind, 0, lastSequence) : 0;
  }

  private int slot(long sequence) {
    return (int) (sequence & (ring.length - 1));
  }

  private void makeRoom() {
    if (ring.length == entriesMax) {
      forgottenUpTo++;
      return;
    }
    CompletionsAnswer.Entry[] full = ring;
    ring = new CompletionsAnswer.Entry[full.length * 2];
    for (long sequence = forgottenUpTo + 1; sequence <= lastSequence; sequence++) {
      ring[slot(sequence)] = full[(int) (sequence & (full.length - 1))];
    }
  }

  private void forget(long upTo) {
    while (forgottenUpTo < upTo) {
      forgottenUpTo++;
      ring[slot(forgottenUpTo)] = null;
    }
  }
}
