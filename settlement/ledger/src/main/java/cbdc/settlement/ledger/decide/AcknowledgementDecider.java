package cbdc.settlement.ledger.decide;

import cbdc.protocol.DeliveryAnswer;
import cbdc.settlement.ledger.state.ChannelsView;

/**
 * Whether an acknowledgement can be taken: only when this shard has itself received the reverse
 * channel as far as its peer had written it, for only then is everything that did not come back
 * settled.
 */
public final class AcknowledgementDecider {
  private final ChannelsView channels;

  AcknowledgementDecider(ChannelsView channels) {
    this.channels = channels;
  }

  /** What becomes of the acknowledgement of everything sent to {@code peer} up to {@code mark}. */
  public DeliveryAnswer decide(int peer, long mark, long sentBack) {
    if (channels.isStopped(peer)) {
      return DeliveryAnswer.STOPPED;
    }
    if (mark <= channels.acknowledgedMark(peer)) {
      return DeliveryAnswer.ALREADY_TAKEN;
    }
    if (mark > channels.sealedMark(peer)) {
      return DeliveryAnswer.STOPPED;
    }
    return sentBack > channels.incomingMark(peer) ? DeliveryAnswer.TOO_EARLY : DeliveryAnswer.TAKEN;
  }
}
