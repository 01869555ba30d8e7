package cbdc.protocol;

import java.util.Arrays;

/**
 * What one batch of the source shard appended to a channel; delivered whole or not at all.
 *
 * @param firstSequence sequence of the first message
 * @param count number of messages, at least 1
 * @param hashAfter running hash of the channel behind the group: SHA-256 of (hash before, messages)
 * @param messages the encoded messages, one behind the other; not copied, never changed
 */
public record ChannelGroup(long firstSequence, int count, byte[] hashAfter, byte[] messages) {
  /** Sequence of the last message. */
  public long lastSequence() {
    return firstSequence + count - 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelGroup that
        && firstSequence == that.firstSequence
        && count == that.count
        && Arrays.equals(hashAfter, that.hashAfter)
        && Arrays.equals(messages, that.messages);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(firstSequence);
  }

  @Override
  public String toString() {
    return "ChannelGroup[" + firstSequence + ".." + lastSequence() + "]";
  }
}
