package cbdc.settlement.node.shard;

import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gathers the answers of one flush. When the waiting caller leaves, what is still missing goes to
 * the client's completion stream: a slow shard does not hold up the others. Thread safe.
 */
final class FlushTicket {
  private final ClientId client;
  private final CompletionStreams streams;
  private final List<BatchAnswer> answers = new ArrayList<>();
  private int missing;
  private boolean left;

  FlushTicket(ClientId client, int batches, CompletionStreams streams) {
    this.client = client;
    this.missing = batches;
    this.streams = streams;
  }

  /** Takes one batch's answer. */
  void answer(BatchAnswer answer) {
    boolean late;
    synchronized (this) {
      late = left;
      if (!late) {
        answers.add(answer);
        missing--;
        if (missing == 0) {
          notifyAll();
        }
      }
    }
    if (late) {
      streams.finished(client, answer);
    }
  }

  /** Waits for all answers, at most so long, and returns those that came. */
  synchronized List<BatchAnswer> await(long maxMillis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
    try {
      for (long nanos = end - System.nanoTime();
          missing > 0 && nanos > 0;
          nanos = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
      }
    } finally {
      left = true;
    }
    return List.copyOf(answers);
  }
}
