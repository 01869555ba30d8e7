package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Event.PaymentSent;
import cbdc.protocol.Event.PaymentSettled;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;

/** Pays at once when both accounts are kept here; otherwise debits the payer and sends. */
final class PayDecider {
  private final StateView view;
  private final FormRules form;
  private final SpendingRules spending;
  private final CreditRules credit;
  private final ChannelRules channels;

  PayDecider(
      StateView view,
      FormRules form,
      SpendingRules spending,
      CreditRules credit,
      ChannelRules channels) {
    this.view = view;
    this.form = form;
    this.spending = spending;
    this.credit = credit;
    this.channels = channels;
  }

  Decision decide(Pay c, Caller caller, Moment moment) {
    RejectionCode malformed = refusalOfForm(c, caller);
    if (malformed != null) {
      return Refused.of(malformed);
    }
    int payer = view.accounts().find(c.payer());
    Refused refusal = spending.refusal(payer, c.amount(), moment);
    if (refusal != null) {
      return refusal;
    }
    int destination = AccountNumber.shard(c.payee(), view.genesis().shardCount());
    return destination == view.shard()
        ? settle(c, payer, moment)
        : send(c, payer, destination, moment);
  }

  private RejectionCode refusalOfForm(Pay c, Caller caller) {
    RejectionCode code = form.refusalOfCaller(caller, c.payer());
    if (code != null) {
      return code;
    }
    if (!AccountNumber.isInRange(c.payer()) || !AccountNumber.isInRange(c.payee())) {
      return RejectionCode.ACCOUNT_INVALID;
    }
    if (!FormRules.isPairAllowed(c.payer(), c.payee())) {
      return RejectionCode.ACCOUNT_KIND_NOT_ALLOWED;
    }
    if (c.amount() <= 0) {
      return RejectionCode.AMOUNT_NOT_POSITIVE;
    }
    if (c.payer() == c.payee()) {
      return RejectionCode.SAME_ACCOUNT;
    }
    return FormRules.isTextTooLong(c.endToEndId(), c.note()) ? RejectionCode.TEXT_TOO_LONG : null;
  }

  private Decision settle(Pay c, int payer, Moment moment) {
    RejectionCode payee = credit.refusal(view.accounts().find(c.payee()), c.amount());
    if (payee != null) {
      return Refused.of(payee);
    }
    if (spending.overflowsCounters(payer, c.amount(), moment)) {
      return Refused.of(RejectionCode.AMOUNT_OVERFLOW);
    }
    return Accepted.settled(new PaymentSettled(c.id(), c.payer(), c.payee(), c.amount()));
  }

  private Decision send(Pay c, int payer, int destination, Moment moment) {
    RejectionCode channel =
        spending.overflowsCounters(payer, c.amount(), moment)
            ? RejectionCode.AMOUNT_OVERFLOW
            : channels.refusalToSend(destination);
    if (channel != null) {
      return Refused.of(channel);
    }
    return Accepted.pending(
        new PaymentSent(
            c.id(), c.payer(), c.payee(), c.amount(), destination, c.endToEndId(), c.note()));
  }
}
