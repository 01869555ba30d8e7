package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command.SetStatus;
import cbdc.protocol.Event.StatusChanged;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.StateView;

/**
 * The bank's own blocks, and closing. The official status is another column that this command never
 * touches, so a bank lifts nothing that an order blocked; it may not close such an account either.
 */
final class SetStatusDecider {
  private final StateView view;
  private final FormRules form;

  SetStatusDecider(StateView view, FormRules form) {
    this.view = view;
    this.form = form;
  }

  Decision decide(SetStatus c, Caller caller) {
    RejectionCode code = refusal(c, caller);
    return code != null
        ? Refused.of(code)
        : Accepted.settled(new StatusChanged(c.account(), c.status()));
  }

  private RejectionCode refusal(SetStatus c, Caller caller) {
    RejectionCode code = form.refusalOfCustomer(caller, c.account());
    if (code != null) {
      return code;
    }
    int slot = view.accounts().find(c.account());
    if (slot < 0) {
      return RejectionCode.ACCOUNT_UNKNOWN;
    }
    if (view.accounts().status(slot) == AccountStatus.CLOSED) {
      return RejectionCode.ACCOUNT_CLOSED;
    }
    return c.status() == AccountStatus.CLOSED ? refusalToClose(view.accounts(), slot) : null;
  }

  private static RejectionCode refusalToClose(AccountsView accounts, int slot) {
    if (accounts.officialStatus(slot) != AccountStatus.ACTIVE) {
      return RejectionCode.OFFICIALLY_BLOCKED;
    }
    boolean empty =
        accounts.available(slot) == 0
            && accounts.held(slot) == 0
            && accounts.openHolds(slot) == 0
            && accounts.pending(slot) == 0;
    return empty ? null : RejectionCode.ACCOUNT_NOT_EMPTY;
  }
}
