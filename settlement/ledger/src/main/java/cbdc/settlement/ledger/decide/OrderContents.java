package cbdc.settlement.ledger.decide;

import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.Event;
import cbdc.protocol.Event.OrderForwarded;
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
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;
import java.util.ArrayList;
import java.util.List;

/**
 * What each order does on shard 0, once its authority and number hold. Orders that every shard
 * keeps (policy, banks, keys, rules version, nodes) are executed here and forwarded to all others;
 * orders about one account or shard are executed where that lies.
 */
final class OrderContents {
  private final StateView view;
  private final MoneyOrders money;
  private final RegistryOrders registry;
  private final AccountOrders accounts;

  OrderContents(StateView view, CreditRules credit) {
    this.view = view;
    this.money = new MoneyOrders(view);
    this.registry = new RegistryOrders(view);
    this.accounts = new AccountOrders(view, credit);
  }

  Decision decide(Order order, SubmitOrder c) {
    return switch (order) {
      case CreditReserve o -> money.decide(o);
      case Issue o -> money.decide(o);
      case Redeem o -> money.decide(o);
      case SetPolicy o -> everywhere(registry.refusal(o), registry.events(o), c);
      case SetBank o -> everywhere(registry.refusal(o), registry.eventsOnShard0(o), c);
      case SetIssuerKeys o -> everywhere(registry.refusal(o), registry.events(o), c);
      case RaiseRulesVersion o -> everywhere(registry.refusal(o), registry.events(o), c);
      case ReplaceNode o ->
          registry.knowsNodeChanges()
              ? everywhere(registry.refusal(o), registry.events(o), c)
              : here(registry.refusal(o), registry.events(o));
      case SetOfficialStatus o -> at(accounts.shardOf(o), accounts.refusal(o), o, c);
      case SweepSuspense o -> at(o.shard(), accounts.refusal(o), o, c);
    };
  }

  private static Decision here(RejectionCode refusal, List<Event> events) {
    return refusal != null ? Refused.of(refusal) : new Accepted(events, Outcome.Settled.INSTANCE);
  }

  /**
   * Settled at once: the channels carry it to every shard in the order of decision, before anything
   * decided later.
   */
  private Decision everywhere(RejectionCode refusal, List<Event> events, SubmitOrder c) {
    if (refusal != null) {
      return Refused.of(refusal);
    }
    List<Event> all = new ArrayList<>(events);
    for (int shard = 0; shard < view.genesis().shardCount(); shard++) {
      if (shard != view.shard()) {
        all.add(forwarded(shard, c));
      }
    }
    return new Accepted(all, Outcome.Settled.INSTANCE);
  }

  /** In this shard at once, in another one when it has answered. */
  private Decision at(int shard, RejectionCode refusal, Order order, SubmitOrder c) {
    if (refusal != null) {
      return Refused.of(refusal);
    }
    if (shard != view.shard()) {
      return Accepted.pending(forwarded(shard, c));
    }
    Refused local = accounts.refusalHere(order);
    return local != null
        ? local
        : new Accepted(accounts.events(order, c.id()), Outcome.Settled.INSTANCE);
  }

  private static OrderForwarded forwarded(int shard, SubmitOrder c) {
    return new OrderForwarded(c.id(), shard, c.order(), c.approvals());
  }
}
