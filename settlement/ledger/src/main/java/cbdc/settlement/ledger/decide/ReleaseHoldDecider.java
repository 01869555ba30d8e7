package cbdc.settlement.ledger.decide;

import cbdc.protocol.Command.ReleaseHold;
import cbdc.protocol.Event.HoldReleased;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;

/** Gives what is left of a hold back to its payer; no block stands in the way of that. */
final class ReleaseHoldDecider {
  private final StateView view;
  private final FormRules form;
  private final HoldRules holds;

  ReleaseHoldDecider(StateView view, FormRules form, HoldRules holds) {
    this.view = view;
    this.form = form;
    this.holds = holds;
  }

  Decision decide(ReleaseHold c, Caller caller, Moment moment) {
    RejectionCode code = form.refusalOfCustomer(caller, c.payer());
    if (code != null) {
      return Refused.of(code);
    }
    if (view.accounts().find(c.payer()) < 0) {
      return Refused.of(RejectionCode.ACCOUNT_UNKNOWN);
    }
    int hold = view.holds().find(c.hold().high(), c.hold().low());
    RejectionCode refusal = holds.refusal(hold, c.payer(), c.payee(), moment);
    return refusal != null
        ? Refused.of(refusal)
        : Accepted.settled(new HoldReleased(c.hold(), c.payer(), view.holds().remaining(hold)));
  }
}
