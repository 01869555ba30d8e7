package cbdc.settlement.node.shard;

import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.FlushAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the answers of one flush. When the waiting caller leaves, what is still missing goes to
 * the client's completion stream: a slow shard does not hold up the others. Thread safe.
 */
final class FlushTicket {
  private final ClientId client;
  private final CompletionStreams streams;
  private final List<BatchAnswer> answers = new ArrayList<>();
  private final PendingAnswer<FlushAnswer> pending;
  private int missing;
  private boolean left;

  /**
   * A ticket for so many answers.
   *
   * @param maxWaitMillis how long the caller waits for the last of them
   */
  FlushTicket(ClientId client, int batches, CompletionStreams streams, long maxWaitMillis) {
    this.client = client;
    this.missing = batches;
    this.streams = streams;
    this.pending = new PendingAnswer<>(maxWaitMillis, this::leave);
    if (batches == 0) {
      pending.ready();
    }
  }

  /** What the caller waits for: the answers that came in time. */
  PendingAnswer<FlushAnswer> pending() {
    return pending;
  }

  /** Takes one batch's answer. */
  void answer(BatchAnswer answer) {
    boolean late;
    boolean last = false;
    synchronized (this) {
      late = left;
      if (!late) {
        answers.add(answer);
        missing--;
        last = missing == 0;
      }
    }
    if (late) {
      streams.finished(client, answer);
    } else if (last) {
      pending.ready();
    }
  }

  private synchronized FlushAnswer leave() {
    left = true;
    return new FlushAnswer(List.copyOf(answers));
  }
}
