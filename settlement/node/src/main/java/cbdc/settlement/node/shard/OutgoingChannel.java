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
  private static final int FORGOTTEN_AFTER = 20;

  private final ArrayDeque<ChannelGroup> unconfirmed = new ArrayDeque<>();
  private long sentUpTo;
  private long lastSequence;
  private int bytesInFlight;
  private long resendAtNanos;
  private State state = State.FLOWING;

  /** What was confirmed by the destination, or acknowledged before this leadership. */
  private long confirmedMark;

  /** How often in a row the destination asked for something of it. */
  private int askedForConfirmed;

  /** What may happen on the channel. */
  enum State {
    /** Groups leave as the window lets them; what gets no word is sent again. */
    FLOWING,
    /** The destination refused: nothing leaves until it is time to ask again. */
    REFUSED,
    /** One group is on its way, to hear whether the destination still refuses. */
    ASKING
  }

  /** Adds the next committed group; one that is known already is ignored. */
  void append(ChannelGroup group) {
    if (lastSequence == 0) {
      confirmedMark = group.firstSequence() - 1;
    }
    if (group.firstSequence() > lastSequence) {
      unconfirmed.add(group);
      lastSequence = group.lastSequence();
    }
  }

  /** Whether there is anything to send, now or when the window lets it. */
  boolean hasUnsent() {
    return state != State.REFUSED
        && !unconfirmed.isEmpty()
        && unconfirmed.peekLast().lastSequence() > sentUpTo;
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
          || (bytesInFlight > 0
              && (state == State.ASKING || bytesInFlight + bytes(group) > windowBytes))) {
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
    confirmedMark = Math.max(confirmedMark, mark);
    askedForConfirmed = 0;
  }

  /**
   * Whether the destination has forgotten what it confirmed: it asks for it again and again. A late
   * message may ask once or twice.
   *
   * @param behind sequence that it wants to continue behind
   */
  boolean isForgotten(long behind) {
    askedForConfirmed = behind < confirmedMark ? askedForConfirmed + 1 : 0;
    return askedForConfirmed >= FORGOTTEN_AFTER;
  }

  /**
   * Whether nobody honest can want to continue behind this sequence: it lies beyond what was sent,
   * or within a group, and groups are taken whole. What was confirmed is not looked at.
   */
  boolean isImpossible(long behind) {
    return behind > firstUnconfirmed()
        && unconfirmed.stream().noneMatch(group -> group.lastSequence() == behind);
  }

  /** Up to where the destination, or its predecessors, have confirmed. */
  long confirmedMark() {
    return confirmedMark;
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

  /**
   * The destination refuses.
   *
   * @return true when it did not before
   */
  boolean refused(long askAgainAtNanos) {
    boolean isNews = state == State.FLOWING;
    state = State.REFUSED;
    rewind(firstUnconfirmed());
    resendAtNanos = askAgainAtNanos;
    return isNews;
  }

  /** Lets one group ask whether the destination still refuses, when it is time. */
  void askAgainIfDue(long nowNanos) {
    if (state == State.REFUSED && nowNanos - resendAtNanos >= 0) {
      state = State.ASKING;
    }
  }

  /**
   * The destination does not refuse: it took something, or told where to continue.
   *
   * @return true when it had refused before
   */
  boolean accepted() {
    boolean isNews = state != State.FLOWING;
    state = State.FLOWING;
    return isNews;
  }
}
