package cbdc.settlement.ledger.decide;

import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Command.ChangeClass;
import cbdc.protocol.Command.OpenAccount;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Command.ReleaseHold;
import cbdc.protocol.Command.SetStatus;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Duplicate;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.IdView;
import cbdc.settlement.ledger.state.RegistryView;
import cbdc.settlement.ledger.state.StateView;

/** Every command goes through here: first the rules of its id, then its own decider. */
public final class CommandDecider {
  private final RegistryView registry;
  private final IdView ids;
  private final IdRules idRules;
  private final PayDecider pay;
  private final OpenAccountDecider openAccount;
  private final ChangeClassDecider changeClass;
  private final SetStatusDecider setStatus;
  private final PlaceHoldDecider placeHold;
  private final CaptureHoldDecider captureHold;
  private final ReleaseHoldDecider releaseHold;
  private final AskOutcomeDecider askOutcome;
  private final SubmitOrderDecider submitOrder;

  CommandDecider(StateView view, OrderSignatures signatures) {
    registry = view.registry();
    ids = view.ids();
    idRules = new IdRules(view.genesis().idWindowMillis());
    FormRules form = new FormRules(view.shard(), view.genesis().shardCount());
    SpendingRules spending = new SpendingRules(view.accounts(), view.registry());
    CreditRules credit = new CreditRules(view.accounts(), view.registry());
    ChannelRules channels = new ChannelRules(view.channels());
    HoldRules holds = new HoldRules(view.holds(), view.accounts());
    pay = new PayDecider(view, form, spending, credit, channels);
    openAccount = new OpenAccountDecider(view, form);
    changeClass = new ChangeClassDecider(view, form);
    setStatus = new SetStatusDecider(view, form);
    placeHold = new PlaceHoldDecider(view, form, spending, credit);
    captureHold = new CaptureHoldDecider(view, form, holds, spending, credit, channels);
    releaseHold = new ReleaseHoldDecider(view, form, holds);
    askOutcome = new AskOutcomeDecider(form);
    submitOrder =
        new SubmitOrderDecider(
            view, form, new OrderAuthority(view, signatures), new OrderContents(view, credit));
  }

  /** Whether the rules in force know this form of command. */
  public boolean knows(Command command) {
    return !(command instanceof AskOutcome question)
        || question.isOfAnyContent()
        || registry.rulesVersion() >= LedgerGenesis.RULES_WITH_QUESTIONS_OF_CONTENT;
  }

  /**
   * What the command does.
   *
   * @param fingerprint of the command's bytes and its sender
   */
  public Decision decide(Command command, long fingerprint, Caller caller, Moment moment) {
    long known = ids.lookup(command.id().high(), command.id().low());
    if (known >= 0) {
      return repeated(command, known, fingerprint);
    }
    RejectionCode id = idRules.refusal(command.id(), moment);
    if (id != null) {
      return Refused.of(id);
    }
    return ids.isFull() ? Refused.of(RejectionCode.OVERLOADED) : decideNew(command, caller, moment);
  }

  private Decision decideNew(Command command, Caller caller, Moment moment) {
    return switch (command) {
      case Pay c -> pay.decide(c, caller, moment);
      case OpenAccount c -> openAccount.decide(c, caller);
      case ChangeClass c -> changeClass.decide(c, caller);
      case SetStatus c -> setStatus.decide(c, caller);
      case PlaceHold c -> placeHold.decide(c, caller, moment);
      case CaptureHold c -> captureHold.decide(c, caller, moment);
      case ReleaseHold c -> releaseHold.decide(c, caller, moment);
      case AskOutcome c -> askOutcome.decide(c, caller);
      case SubmitOrder c -> submitOrder.decide(c, caller, moment);
    };
  }

  /** A cancelled id answers any content alike. */
  private Decision repeated(Command command, long known, long fingerprint) {
    boolean same =
        ids.isCancelled(known)
            || (command instanceof AskOutcome question
                ? question.isAbout(ids.fingerprint(known))
                : ids.fingerprint(known) == fingerprint);
    return same ? new Duplicate(ids.outcome(known)) : Refused.of(RejectionCode.ID_REUSED);
  }
}
