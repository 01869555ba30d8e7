package cbdc.settlement.node.shard;

import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Deliveries for a shard led here, in channel order, until they are proposed. Confined to the
 * group's thread. What is dropped here is sent again by its courier.
 */
final class DeliveryQueue {
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();

  /** Per source: highest sequence that waits or is proposed. */
  private final Map<Integer, Long> expectedBehind = new HashMap<>();

  private final IntToLongFunction committedMark;
  private int bytes;

  /** A group to take, and who waits for the receipt. */
  record Delivery(String from, int source, ChannelGroup group) {}

  /** What a courier must be told at once. */
  enum Verdict {
    QUEUED,
    /** Committed before: the mark says so. */
    COMMITTED_BEFORE,
    /** On its way already: the receipt follows. */
    ON_ITS_WAY,
    /** Does not continue what is there. */
    GAP,
    /** No room. */
    FULL
  }

  /** Starts from the marks of committed state. */
  DeliveryQueue(IntToLongFunction committedMark) {
    this.committedMark = committedMark;
  }

  Verdict offer(Delivery delivery, int maxBytes) {
    ChannelGroup group = delivery.group();
    long behind = continueBehind(delivery.source());
    if (group.lastSequence() <= committedMark.applyAsLong(delivery.source())) {
      return Verdict.COMMITTED_BEFORE;
    }
    if (group.lastSequence() <= behind) {
      return Verdict.ON_ITS_WAY;
    }
    if (group.firstSequence() != behind + 1) {
      return Verdict.GAP;
    }
    if (bytes > 0 && bytes + group.messages().length > maxBytes) {
      return Verdict.FULL;
    }
    waiting.add(delivery);
    bytes += group.messages().length;
    expectedBehind.put(delivery.source(), group.lastSequence());
    return Verdict.QUEUED;
  }

  /** Sequence that the next group of a source must follow. */
  long continueBehind(int source) {
    return Math.max(expectedBehind.getOrDefault(source, 0L), committedMark.applyAsLong(source));
  }

  /** A proposed group was not taken: what follows it has to come again. */
  void restart(int source) {
    expectedBehind.remove(source);
  }

  /** Moves deliveries into an entry up to a size. */
  List<Delivery> writeTo(BatchWriter batch, int maxBytes) {
    List<Delivery> taken = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Delivery next = waiting.peekFirst();
      if (!taken.isEmpty() && batch.length() + next.group().messages().length > maxBytes) {
        break;
      }
      waiting.removeFirst();
      bytes -= next.group().messages().length;
      batch.delivery(next.source(), next.group());
      taken.add(next);
    }
    return taken;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
