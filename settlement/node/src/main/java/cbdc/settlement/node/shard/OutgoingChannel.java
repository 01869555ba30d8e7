package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The courier's view of one channel whose source is led here: committed groups that the destination
 * has not confirmed yet. Confined to the courier's thread.
 */
final class OutgoingChannel {
  private final ArrayDeque<ChannelGroup> unconfirmed = new ArrayDeque<>();
  private long sentUpTo;
  private long lastSequence;
  private int bytesInFlight;
  private long resendAtNanos;
  private boolean stopped;

  /** Adds the next committed group; one that is known already is ignored. */
  void append(ChannelGroup group) {
    if (group.firstSequence() > lastSequence) {
      unconfirmed.add(group);
      lastSequence = group.lastSequence();
    }
  }

  /** Whether there is anything to send, now or when the window lets it. */
  boolean hasUnsent() {
    return !stopped && !unconfirmed.isEmpty() && unconfirmed.peekLast().lastSequence() > sentUpTo;
  }

  /** Groups to send now, as long as fewer than {@code windowBytes} are on their way. */
  List<ChannelGroup> takeUnsent(int windowBytes, long nowNanos, long resendAfterNanos) {
    if (!hasUnsent()) {
      return List.of();
    }
    List<ChannelGroup> groups = new ArrayList<>();
    for (ChannelGroup group : unconfirmed) {
      if (group.firstSequence() <= sentUpTo) {
        continue;
      }
      if (groups.size() == CourierCodec.MAX_GROUPS
          || (bytesInFlight > 0 && bytesInFlight + bytes(group) > windowBytes)) {
        break;
      }
      groups.add(group);
      bytesInFlight += bytes(group);
      sentUpTo = group.lastSequence();
    }
    if (!groups.isEmpty()) {
      resendAtNanos = nowNanos + resendAfterNanos;
    }
    return groups;
  }

  /** The group that begins at a sequence, or null when it is confirmed already or unknown. */
  ChannelGroup find(long firstSequence) {
    for (ChannelGroup group : unconfirmed) {
      if (group.firstSequence() == firstSequence) {
        return group;
      }
    }
    return null;
  }

  /** Drops what the destination has taken. */
  void confirm(long mark) {
    Iterator<ChannelGroup> groups = unconfirmed.iterator();
    while (groups.hasNext()) {
      ChannelGroup group = groups.next();
      if (group.lastSequence() > mark) {
        break;
      }
      if (group.lastSequence() <= sentUpTo) {
        bytesInFlight -= bytes(group);
      }
      groups.remove();
    }
    sentUpTo = Math.max(sentUpTo, mark);
  }

  /** Starts sending again behind a sequence. */
  void rewind(long behind) {
    sentUpTo = behind;
    bytesInFlight = 0;
    for (ChannelGroup group : unconfirmed) {
      if (group.lastSequence() <= sentUpTo) {
        bytesInFlight += bytes(group);
      }
    }
  }

  /** As it travels: many small groups must not pass for few bytes. */
  static int bytes(ChannelGroup group) {
    return CourierCodec.GROUP_BYTES + group.messages().length;
  }

  /** True when something was sent and no word came back in time. */
  boolean isOverdue(long nowNanos) {
    return bytesInFlight > 0 && nowNanos - resendAtNanos >= 0;
  }

  /** Sequence behind which an overdue channel starts again. */
  long firstUnconfirmed() {
    return unconfirmed.isEmpty() ? lastSequence : unconfirmed.peekFirst().firstSequence() - 1;
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }
}
