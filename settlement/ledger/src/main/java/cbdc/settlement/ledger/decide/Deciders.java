package cbdc.settlement.ledger.decide;

import cbdc.settlement.ledger.state.StateView;

/**
 * All that decides in one shard.
 *
 * @param callers who sent a client batch
 * @param foresight fetches what a stretch of commands will need
 * @param commands what a command does
 * @param holds which holds are over
 * @param acknowledgements whether an acknowledgement can be taken
 * @param resumptions whether a stopped channel may go on
 * @param deliveries whether a group is the next of its channel
 * @param messages what one message of a group does
 */
public record Deciders(
    CallerRules callers,
    Foresight foresight,
    CommandDecider commands,
    HoldExpiry holds,
    AcknowledgementDecider acknowledgements,
    ResumptionDecider resumptions,
    DeliveryDecider deliveries,
    MessageDecider messages) {

  /** The deciders of the shard that {@code view} shows. */
  public static Deciders of(StateView view, OrderSignatures signatures) {
    CreditRules credit = new CreditRules(view.accounts(), view.registry());
    OrderAuthority authority = new OrderAuthority(view, signatures);
    return new Deciders(
        new CallerRules(view.registry()),
        new Foresight(view.accounts()),
        new CommandDecider(view, signatures),
        new HoldExpiry(view),
        new AcknowledgementDecider(view.channels()),
        new ResumptionDecider(view),
        new DeliveryDecider(view),
        new MessageDecider(view, credit, new ForwardedOrderDecider(view, authority, credit)));
  }
}
