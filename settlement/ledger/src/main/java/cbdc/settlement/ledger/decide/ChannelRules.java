package cbdc.settlement.ledger.decide;

import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.ChannelsView;

/** What a channel to another shard can still take. */
final class ChannelRules {
  private final ChannelsView channels;

  ChannelRules(ChannelsView channels) {
    this.channels = channels;
  }

  /** Why a payment cannot be sent to this shard now, or null. */
  RejectionCode refusalToSend(int destination) {
    if (channels.isOutboxFull(destination)) {
      return RejectionCode.OUTBOX_FULL;
    }
    return channels.isStopped(destination) ? RejectionCode.CHANNEL_STOPPED : null;
  }
}
