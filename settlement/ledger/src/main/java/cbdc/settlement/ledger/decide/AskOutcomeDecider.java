package cbdc.settlement.ledger.decide;

import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Event.OutcomeCancelled;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import java.util.List;

/**
 * Cancels an id that the shard does not know. Refusing a question never spends the id in question:
 * only the dispatcher's id rules and this decision may say anything about it. A suspended bank may
 * ask: it learns what became of its commands, and moves nothing.
 */
final class AskOutcomeDecider {
  private final FormRules form;

  AskOutcomeDecider(FormRules form) {
    this.form = form;
  }

  Decision decide(AskOutcome c, Caller caller) {
    Caller asking =
        caller.refusal() == RejectionCode.BANK_SUSPENDED ? new Caller(caller.bank(), null) : caller;
    RejectionCode code = form.refusalOfCaller(asking, c.account());
    return code != null
        ? Refused.of(code)
        : new Accepted(List.of(new OutcomeCancelled(c.id())), Outcome.Cancelled.INSTANCE);
  }
}
