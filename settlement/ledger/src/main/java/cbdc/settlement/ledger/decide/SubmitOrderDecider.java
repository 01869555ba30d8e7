package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.Event;
import cbdc.protocol.Event.OrderNumbered;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders, on shard 0. The submitter is the central bank's service (bank 0); its authority is the
 * signatures that the order carries. A refused order does not use its number.
 */
final class SubmitOrderDecider {
  private final StateView view;
  private final FormRules form;
  private final OrderAuthority authority;
  private final OrderContents contents;

  SubmitOrderDecider(
      StateView view, FormRules form, OrderAuthority authority, OrderContents contents) {
    this.view = view;
    this.form = form;
    this.authority = authority;
    this.contents = contents;
  }

  Decision decide(SubmitOrder c, Caller caller, Moment moment) {
    RejectionCode malformed = form.refusalOfCaller(caller, c.routingAccount());
    if (malformed != null) {
      return Refused.of(malformed);
    }
    Order order;
    try {
      order = OrderCodec.decode(c.order());
    } catch (MalformedException e) {
      return Refused.of(RejectionCode.ORDER_MALFORMED);
    }
    RejectionCode code = refusalOfHeader(c, order, moment);
    if (code != null) {
      return Refused.of(code);
    }
    return switch (contents.decide(order, c)) {
      case Accepted accepted -> numbered(order, accepted);
      case Decision other -> other;
    };
  }

  private RejectionCode refusalOfHeader(SubmitOrder c, Order order, Moment moment) {
    RejectionCode code = authority.refusal(order, c.order(), c.approvals());
    if (code != null) {
      return code;
    }
    if (moment.day() > order.header().lastValidDay()) {
      return RejectionCode.ORDER_EXPIRED;
    }
    if (order.header().bank() > AccountNumber.MAX_BANK) {
      return RejectionCode.ORDER_INVALID;
    }
    boolean next =
        order.header().number() == view.registry().lastOrderNumber(order.header().bank()) + 1;
    return next ? null : RejectionCode.ORDER_OUT_OF_SEQUENCE;
  }

  /** The number is the last of the events: a bank that the order admits is known by then. */
  private static Accepted numbered(Order order, Accepted accepted) {
    List<Event> events = new ArrayList<>(accepted.events());
    events.add(new OrderNumbered(order.header().bank(), order.header().number()));
    return new Accepted(events, accepted.outcome());
  }
}
