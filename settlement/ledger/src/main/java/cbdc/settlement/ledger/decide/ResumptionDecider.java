package cbdc.settlement.ledger.decide;

import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.ledger.state.StateView;

/**
 * Whether a stopped channel may go on. Nothing is given up by it: the next delivery must still
 * continue the hash behind the last one that was taken, or it stops the channel again. So this asks
 * for no proof; it is for the moment after the side that was wrong has been mended.
 */
public final class ResumptionDecider {
  private final StateView view;

  ResumptionDecider(StateView view) {
    this.view = view;
  }

  /** True when the channels from and to this shard are stopped, and the rules can resume them. */
  public boolean canResume(int peer) {
    return view.channels().isStopped(peer)
        && view.registry().rulesVersion() >= LedgerGenesis.RULES_WITH_RESUMED_CHANNELS;
  }
}
