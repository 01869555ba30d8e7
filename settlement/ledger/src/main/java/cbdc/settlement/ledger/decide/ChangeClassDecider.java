package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command.ChangeClass;
import cbdc.protocol.Event.ClassChanged;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;

/** Puts an account under another class. A balance over the new cap stays; it can only go down. */
final class ChangeClassDecider {
  private final StateView view;
  private final FormRules form;

  ChangeClassDecider(StateView view, FormRules form) {
    this.view = view;
    this.form = form;
  }

  Decision decide(ChangeClass c, Caller caller) {
    RejectionCode code = refusal(c, caller);
    return code != null
        ? Refused.of(code)
        : Accepted.settled(new ClassChanged(c.account(), c.classNumber()));
  }

  private RejectionCode refusal(ChangeClass c, Caller caller) {
    RejectionCode code = form.refusalOfCustomer(caller, c.account());
    if (code != null) {
      return code;
    }
    if (view.registry().limits(c.classNumber()) == null) {
      return RejectionCode.CLASS_UNKNOWN;
    }
    int slot = view.accounts().find(c.account());
    if (slot < 0) {
      return RejectionCode.ACCOUNT_UNKNOWN;
    }
    return view.accounts().status(slot) == AccountStatus.CLOSED
        ? RejectionCode.ACCOUNT_CLOSED
        : null;
  }
}
