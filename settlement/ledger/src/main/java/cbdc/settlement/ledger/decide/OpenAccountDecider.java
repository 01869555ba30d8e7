package cbdc.settlement.ledger.decide;

import cbdc.protocol.Command.OpenAccount;
import cbdc.protocol.Event.AccountOpened;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;

/** Opens wallets and merchants; system accounts come with their bank's order. */
final class OpenAccountDecider {
  private final StateView view;
  private final FormRules form;

  OpenAccountDecider(StateView view, FormRules form) {
    this.view = view;
    this.form = form;
  }

  Decision decide(OpenAccount c, Caller caller) {
    RejectionCode code = refusal(c, caller);
    return code != null
        ? Refused.of(code)
        : Accepted.settled(new AccountOpened(c.account(), c.kind(), c.classNumber()));
  }

  private RejectionCode refusal(OpenAccount c, Caller caller) {
    RejectionCode code = form.refusalOfCustomer(caller, c.account());
    if (code != null) {
      return code;
    }
    if (!SpendingRules.isLimited(c.kind())) {
      return RejectionCode.ACCOUNT_KIND_NOT_ALLOWED;
    }
    if (view.registry().limits(c.classNumber()) == null) {
      return RejectionCode.CLASS_UNKNOWN;
    }
    if (view.accounts().find(c.account()) >= 0) {
      return RejectionCode.ACCOUNT_EXISTS;
    }
    return view.accounts().isFull() ? RejectionCode.TOO_MANY_ACCOUNTS : null;
  }
}
