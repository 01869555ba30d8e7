package cbdc.settlement.ledger.decide;

import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.HoldsView;

/**
 * Which hold a command may touch: the payer's own, and only while its time lasts, booked back or
 * not.
 */
final class HoldRules {
  private final HoldsView holds;
  private final AccountsView accounts;

  HoldRules(HoldsView holds, AccountsView accounts) {
    this.holds = holds;
    this.accounts = accounts;
  }

  /** Why the hold (handle, or -1) cannot be used by this payer for this payee now, or null. */
  RejectionCode refusal(int hold, long payer, long payee, Moment moment) {
    if (hold < 0 || accounts.number(holds.payerSlot(hold)) != payer || holds.payee(hold) != payee) {
      return RejectionCode.HOLD_UNKNOWN;
    }
    return isOver(hold, moment) ? RejectionCode.HOLD_EXPIRED : null;
  }

  /** True when the hold's time has come. */
  boolean isOver(int hold, Moment moment) {
    return holds.expiresAtMillis(hold) <= moment.timeMillis();
  }
}
