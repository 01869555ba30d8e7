package cbdc.settlement.ledger.state;

import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelStop;
import java.util.List;

/**
 * The channels between this shard and each peer, read only. Sequences count from 1; a mark is the
 * highest sequence of which something holds, 0 when there is none. Hashes are 32 bytes, not to be
 * changed.
 */
public interface ChannelsView {
  /** Number of shards. */
  int shardCount();

  /** Why the channels from and to this peer are stopped, if they are. */
  ChannelStop stop(int peer);

  /** True when an alarm stopped the channels from and to this peer. */
  default boolean isStopped(int peer) {
    return stop(peer) != ChannelStop.NONE;
  }

  /** Highest sequence appended to the outgoing channel, the current batch's included. */
  long lastSequence(int peer);

  /** Highest sequence that was sealed into a group and may have been delivered. */
  long sealedMark(int peer);

  /** Running hash behind the last sealed group of the outgoing channel. */
  byte[] outgoingHash(int peer);

  /** Up to where the peer acknowledged the outgoing channel. */
  long acknowledgedMark(int peer);

  /** Up to where acknowledged messages were settled and dropped; at most the acknowledged mark. */
  long trimmedMark(int peer);

  /**
   * Value sent to the peer for ever, returns included; counted modulo 2^64, compared only for
   * equality.
   */
  long sent(int peer);

  /** Value sent to all peers. */
  long totalSent();

  /**
   * Transfers and captures in the outbox that are not dropped yet, the current batch's included.
   */
  int outboxTransfers(int peer);

  /** True when no further transfer or capture may be appended. */
  boolean isOutboxFull(int peer);

  /** True when the sealed outgoing message is still kept. */
  boolean isKept(int peer, long sequence);

  /** Kind of a kept outgoing message. */
  OutgoingKind outgoingKind(int peer, long sequence);

  /** First half of a kept outgoing message's command id. */
  long outgoingIdHigh(int peer, long sequence);

  /** Second half of a kept outgoing message's command id. */
  long outgoingIdLow(int peer, long sequence);

  /** Slot of the account that paid a kept outgoing message, or -1. */
  int outgoingPayerSlot(int peer, long sequence);

  /** Amount of a kept outgoing message. */
  long outgoingAmount(int peer, long sequence);

  /** Epoch day on which the amount was counted against limits. */
  int outgoingDay(int peer, long sequence);

  /** Year in which the amount was counted against limits. */
  int outgoingYear(int peer, long sequence);

  /** True when the peer sent a return (or an order's refusal) for a kept outgoing message. */
  boolean isReturned(int peer, long sequence);

  /** Up to where the incoming channel was taken. */
  long incomingMark(int peer);

  /** Running hash behind what was taken of the incoming channel. */
  byte[] incomingHash(int peer);

  /** Value received from the peer for ever, returns included; modulo 2^64 like {@link #sent}. */
  long received(int peer);

  /** Value received from all peers. */
  long totalReceived();

  /**
   * Whole sealed groups in order, starting with the one that holds {@code sequence} (or the oldest
   * kept, if that is later). The records never change and may be handed to another thread.
   *
   * @param bytesMax ends the list before the group that would exceed it; the first group is given
   *     in any case
   */
  List<ChannelGroup> groupsFrom(int peer, long sequence, int bytesMax);
}
