package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Event.HoldCaptureSent;
import cbdc.protocol.Event.HoldCaptured;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;

/**
 * Pays part of a hold, or all that is left. Limits were counted when it was placed; a block of the
 * payer stands in the way here too.
 */
final class CaptureHoldDecider {
  private final StateView view;
  private final FormRules form;
  private final HoldRules holds;
  private final SpendingRules spending;
  private final CreditRules credit;
  private final ChannelRules channels;

  CaptureHoldDecider(
      StateView view,
      FormRules form,
      HoldRules holds,
      SpendingRules spending,
      CreditRules credit,
      ChannelRules channels) {
    this.view = view;
    this.form = form;
    this.holds = holds;
    this.spending = spending;
    this.credit = credit;
    this.channels = channels;
  }

  Decision decide(CaptureHold c, Caller caller, Moment moment) {
    RejectionCode malformed = refusalOfForm(c, caller);
    if (malformed != null) {
      return Refused.of(malformed);
    }
    RejectionCode payer = spending.refusalOfAccount(view.accounts().find(c.payer()));
    if (payer != null) {
      return Refused.of(payer);
    }
    int hold = view.holds().find(c.hold().high(), c.hold().low());
    RejectionCode code = holds.refusal(hold, c.payer(), c.payee(), moment);
    if (code != null) {
      return Refused.of(code);
    }
    long remaining = view.holds().remaining(hold);
    return c.amount() > remaining
        ? Refused.of(RejectionCode.CAPTURE_OVER_HOLD, remaining, 0)
        : capture(c);
  }

  private RejectionCode refusalOfForm(CaptureHold c, Caller caller) {
    RejectionCode code = form.refusalOfCustomer(caller, c.payer());
    if (code != null) {
      return code;
    }
    if (c.amount() <= 0) {
      return RejectionCode.AMOUNT_NOT_POSITIVE;
    }
    return FormRules.isTextTooLong(c.endToEndId(), c.note()) ? RejectionCode.TEXT_TOO_LONG : null;
  }

  private Decision capture(CaptureHold c) {
    int destination = AccountNumber.shard(c.payee(), view.genesis().shardCount());
    if (destination == view.shard()) {
      RejectionCode code = credit.refusal(view.accounts().find(c.payee()), c.amount());
      return code != null
          ? Refused.of(code)
          : Accepted.settled(new HoldCaptured(c.id(), c.hold(), c.payer(), c.payee(), c.amount()));
    }
    RejectionCode code = channels.refusalToSend(destination);
    return code != null
        ? Refused.of(code)
        : Accepted.pending(
            new HoldCaptureSent(
                c.id(),
                c.hold(),
                c.payer(),
                c.payee(),
                c.amount(),
                destination,
                c.endToEndId(),
                c.note()));
  }
}
