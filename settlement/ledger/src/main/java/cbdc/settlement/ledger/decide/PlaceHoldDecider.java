package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Event.HoldPlaced;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;

/**
 * Sets money aside for a payee. It counts towards the payer's limits now, and not again when it is
 * captured.
 */
final class PlaceHoldDecider {
  /** Longest life of a hold: a leap year. */
  static final long LIFE_MILLIS_MAX = 366L * 86_400_000L;

  private final StateView view;
  private final FormRules form;
  private final SpendingRules spending;
  private final CreditRules credit;

  PlaceHoldDecider(StateView view, FormRules form, SpendingRules spending, CreditRules credit) {
    this.view = view;
    this.form = form;
    this.spending = spending;
    this.credit = credit;
  }

  Decision decide(PlaceHold c, Caller caller, Moment moment) {
    RejectionCode malformed = refusalOfForm(c, caller, moment);
    if (malformed != null) {
      return Refused.of(malformed);
    }
    int payer = view.accounts().find(c.payer());
    Refused refusal = spending.refusal(payer, c.amount(), moment);
    if (refusal != null) {
      return refusal;
    }
    RejectionCode code = refusalOfState(c, payer, moment);
    return code != null
        ? Refused.of(code)
        : Accepted.settled(
            new HoldPlaced(c.id(), c.payer(), c.payee(), c.amount(), c.expiresAtMillis()));
  }

  private RejectionCode refusalOfForm(PlaceHold c, Caller caller, Moment moment) {
    RejectionCode code = form.refusalOfCaller(caller, c.payer());
    if (code != null) {
      return code;
    }
    if (!AccountNumber.isInRange(c.payer()) || !AccountNumber.isInRange(c.payee())) {
      return RejectionCode.ACCOUNT_INVALID;
    }
    if (!AccountNumber.isCustomer(c.payer()) || !AccountNumber.isCustomer(c.payee())) {
      return RejectionCode.ACCOUNT_KIND_NOT_ALLOWED;
    }
    if (c.amount() <= 0) {
      return RejectionCode.AMOUNT_NOT_POSITIVE;
    }
    if (c.payer() == c.payee()) {
      return RejectionCode.SAME_ACCOUNT;
    }
    if (FormRules.isTextTooLong(c.endToEndId(), c.note())) {
      return RejectionCode.TEXT_TOO_LONG;
    }
    boolean alive =
        c.expiresAtMillis() > moment.timeMillis()
            && c.expiresAtMillis() - moment.timeMillis() <= LIFE_MILLIS_MAX;
    return alive ? null : RejectionCode.EXPIRY_INVALID;
  }

  /** The payee's balance cap is not asked now: it counts when money arrives, by a capture. */
  private RejectionCode refusalOfState(PlaceHold c, int payer, Moment moment) {
    if (view.holds().isFull()) {
      return RejectionCode.TOO_MANY_HOLDS;
    }
    if (AccountNumber.shard(c.payee(), view.genesis().shardCount()) == view.shard()) {
      RejectionCode payee = credit.refusalOfAccount(view.accounts().find(c.payee()));
      if (payee != null) {
        return payee;
      }
    }
    return spending.overflowsCounters(payer, c.amount(), moment)
        ? RejectionCode.AMOUNT_OVERFLOW
        : null;
  }
}
