package cbdc.settlement.ledger.decide;

import cbdc.protocol.ChannelMessage.ForwardedOrder;
import cbdc.protocol.CommandId;
import cbdc.protocol.Event;
import cbdc.protocol.Event.OrderRefusalSent;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.Order.CreditReserve;
import cbdc.protocol.Order.Issue;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Order.Redeem;
import cbdc.protocol.Order.ReplaceNode;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.Order.SetIssuerKeys;
import cbdc.protocol.Order.SetOfficialStatus;
import cbdc.protocol.Order.SetPolicy;
import cbdc.protocol.Order.SweepSuspense;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;
import java.util.List;

/**
 * An order that shard 0 accepted, in the shard that it was forwarded to. Cluster and signatures are
 * checked again, against this shard's own copy of the issuer's keys: the channel carries orders in
 * the order of decision, so the keys are those that shard 0 decided by. Number and last valid day
 * were shard 0's to check.
 */
final class ForwardedOrderDecider {
  private final OrderAuthority authority;
  private final RegistryOrders registry;
  private final AccountOrders accounts;

  ForwardedOrderDecider(StateView view, OrderAuthority authority, CreditRules credit) {
    this.authority = authority;
    this.registry = new RegistryOrders(view);
    this.accounts = new AccountOrders(view, credit);
  }

  List<Event> decide(int source, long sequence, ForwardedOrder m) {
    Order order;
    try {
      order = OrderCodec.decode(m.order());
    } catch (MalformedException e) {
      return refused(source, sequence, m, RejectionCode.ORDER_MALFORMED);
    }
    RejectionCode code = authority.refusal(order, m.order(), m.approvals());
    return code != null ? refused(source, sequence, m, code) : execute(source, sequence, m, order);
  }

  private List<Event> execute(int source, long sequence, ForwardedOrder m, Order order) {
    return switch (order) {
      case SetPolicy o -> registry.events(o);
      case SetBank o -> registry.events(o);
      case SetIssuerKeys o -> registry.events(o);
      case RaiseRulesVersion o -> registry.events(o);
      case SetOfficialStatus o -> executeHere(source, sequence, m, o);
      case SweepSuspense o -> executeHere(source, sequence, m, o);
      case CreditReserve ignored -> refused(source, sequence, m, RejectionCode.ORDER_INVALID);
      case Issue ignored -> refused(source, sequence, m, RejectionCode.ORDER_INVALID);
      case Redeem ignored -> refused(source, sequence, m, RejectionCode.ORDER_INVALID);
      case ReplaceNode o ->
          registry.knowsNodeChanges()
              ? registry.events(o)
              : refused(source, sequence, m, RejectionCode.ORDER_INVALID);
    };
  }

  private List<Event> executeHere(int source, long sequence, ForwardedOrder m, Order order) {
    Refused refusal = accounts.refusalHere(order);
    return refusal != null
        ? refused(source, sequence, m, refusal.outcome().code())
        : accounts.events(order, m.id());
  }

  private static List<Event> refused(
      int source, long sequence, ForwardedOrder m, RejectionCode code) {
    CommandId id = m.id();
    return List.of(new OrderRefusalSent(source, sequence, id, code));
  }
}
