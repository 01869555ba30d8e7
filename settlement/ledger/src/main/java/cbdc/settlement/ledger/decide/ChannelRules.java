package cbdc.settlement.ledger.decide;

import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.ChannelsView;

/** What a channel to another shard can still take. */
final class ChannelRules {
  /**
   * Most value that payments may send over one channel in its life, minor units. What comes back
   * over it as returns is at most what the peer sent, so no control total can leave the range of a
   * {@code long}.
   */
  static final long VALUE_SENT_MAX = 1L << 61;

  /**
   * More than this can only arrive from a channel whose source broke {@link #VALUE_SENT_MAX}: twice
   * the most that it may send.
   */
  static final long VALUE_RECEIVED_MAX = 1L << 62;

  private final ChannelsView channels;

  ChannelRules(ChannelsView channels) {
    this.channels = channels;
  }

  /** Why a payment cannot be sent to this shard now, or null. */
  RejectionCode refusalToSend(int destination, long amount) {
    if (amount > VALUE_SENT_MAX - channels.sent(destination)) {
      return RejectionCode.AMOUNT_OVERFLOW;
    }
    if (channels.isOutboxFull(destination)) {
      return RejectionCode.OUTBOX_FULL;
    }
    return channels.isStopped(destination) ? RejectionCode.CHANNEL_STOPPED : null;
  }
}
