package cbdc.settlement.ledger.decide;

import cbdc.protocol.ChannelStop;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.ledger.state.StateView;

/**
 * Whether a stopped channel may go on. Where a delivery stopped it nothing is given up by that: the
 * next delivery must still continue the hash behind the last one that was taken, or it stops the
 * channel again. So this asks for no proof; it is for the moment after the side that was wrong has
 * been mended.
 *
 * <p>Acknowledgements carry no hash. Once this shard had sent as much as one had claimed too early,
 * the next would be believed, and what the other shard never took would be settled. So a channel
 * stopped by one never goes on, nor one of which nobody noted what stopped it.
 */
public final class ResumptionDecider {
  private final StateView view;

  ResumptionDecider(StateView view) {
    this.view = view;
  }

  /** True when a delivery stopped the channels from and to this shard. */
  public boolean canResume(int peer) {
    return view.channels().stop(peer) == ChannelStop.DELIVERY
        && view.registry().rulesVersion() >= LedgerGenesis.RULES_WITH_RESUMED_CHANNELS;
  }
}
