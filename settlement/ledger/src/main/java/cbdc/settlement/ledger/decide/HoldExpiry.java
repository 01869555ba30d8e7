package cbdc.settlement.ledger.decide;

import cbdc.protocol.CommandId;
import cbdc.protocol.Event.HoldExpired;
import cbdc.settlement.ledger.state.HoldsView;
import cbdc.settlement.ledger.state.StateView;

/** Which hold is to be booked back next because its time is over. */
public final class HoldExpiry {
  private final StateView view;
  private final HoldRules rules;

  HoldExpiry(StateView view) {
    this.view = view;
    this.rules = new HoldRules(view.holds(), view.accounts());
  }

  /** The next hold that is over, lowest (expiry, id) first, or null. */
  public HoldExpired next(Moment moment) {
    HoldsView holds = view.holds();
    int hold = holds.firstToExpire();
    if (hold < 0 || !rules.isOver(hold, moment)) {
      return null;
    }
    return new HoldExpired(
        new CommandId(holds.idHigh(hold), holds.idLow(hold)),
        view.accounts().number(holds.payerSlot(hold)),
        holds.remaining(hold));
  }
}
