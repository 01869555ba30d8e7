package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.ChannelMessage.ForwardedOrder;
import cbdc.protocol.ChannelMessage.OrderRefusal;
import cbdc.protocol.ChannelMessage.Return;
import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.Event;
import cbdc.protocol.Event.BookedToSuspense;
import cbdc.protocol.Event.OrderRefusalSent;
import cbdc.protocol.Event.OrderRefused;
import cbdc.protocol.Event.ReturnCredited;
import cbdc.protocol.Event.TransferCredited;
import cbdc.protocol.Event.TransferReturned;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.StateView;
import java.util.List;

/**
 * What one message of a taken group does. There is always an answer: a message is executed, sent
 * back, or booked to suspense.
 */
public final class MessageDecider {
  private final StateView view;
  private final CreditRules credit;
  private final ForwardedOrderDecider forwardedOrder;

  MessageDecider(StateView view, CreditRules credit, ForwardedOrderDecider forwardedOrder) {
    this.view = view;
    this.credit = credit;
    this.forwardedOrder = forwardedOrder;
  }

  /**
   * Events of the message with this sequence in the channel from {@code source}. A bug in here
   * sends back what can be sent back.
   */
  public List<Event> decide(int source, long sequence, ChannelMessage message) {
    try {
      return decideMessage(source, sequence, message);
    } catch (RuntimeException e) {
      return switch (message) {
        case Transfer m ->
            List.of(
                new TransferReturned(
                    source, sequence, m.id(), m.payer(), m.amount(), RejectionCode.INTERNAL_ERROR));
        case ForwardedOrder m ->
            List.of(new OrderRefusalSent(source, sequence, m.id(), RejectionCode.INTERNAL_ERROR));
        case Return ignored -> throw e;
        case OrderRefusal ignored -> throw e;
      };
    }
  }

  private List<Event> decideMessage(int source, long sequence, ChannelMessage message) {
    return switch (message) {
      case Transfer m -> List.of(credited(source, sequence, m));
      case Return m -> List.of(returned(source, m));
      case ForwardedOrder m -> forwardedOrder.decide(source, sequence, m);
      case OrderRefusal m -> List.of(new OrderRefused(source, m.sequence(), m.id(), m.code()));
    };
  }

  private Event credited(int source, long sequence, Transfer m) {
    RejectionCode code = credit.refusal(view.accounts().find(m.payee()), m.amount());
    return code == null
        ? new TransferCredited(source, sequence, m.id(), m.payee(), m.amount())
        : new TransferReturned(source, sequence, m.id(), m.payer(), m.amount(), code);
  }

  /**
   * A return is never refused: no block, class or cap stands in its way. An account that no longer
   * takes part gets it through suspense.
   */
  private Event returned(int source, Return m) {
    int payer = view.channels().outgoingPayerSlot(source, m.sequence());
    long number = view.accounts().number(payer);
    boolean open = view.accounts().status(payer) != AccountStatus.CLOSED;
    return open
        ? new ReturnCredited(source, m.sequence(), m.id(), number, m.amount(), m.code())
        : new BookedToSuspense(
            source, m.sequence(), m.id(), AccountNumber.bank(number), m.amount(), m.code());
  }

  /**
   * The event's byte in the outcome record: which code a message was sent back with, 0 when it was
   * executed.
   */
  public static int result(Event event) {
    return switch (event) {
      case TransferReturned e -> e.code().number();
      case OrderRefusalSent e -> e.code().number();
      case BookedToSuspense ignored -> cbdc.protocol.OutcomeWriter.TO_SUSPENSE;
      default -> 0;
    };
  }
}
