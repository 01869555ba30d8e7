package cbdc.settlement.ledger.apply;

import cbdc.protocol.Event;
import cbdc.protocol.Event.AccountOpened;
import cbdc.protocol.Event.AcknowledgementTaken;
import cbdc.protocol.Event.BankSet;
import cbdc.protocol.Event.BookedToSuspense;
import cbdc.protocol.Event.ChannelResumed;
import cbdc.protocol.Event.ChannelStopped;
import cbdc.protocol.Event.ClassChanged;
import cbdc.protocol.Event.GroupTaken;
import cbdc.protocol.Event.HoldCaptureSent;
import cbdc.protocol.Event.HoldCaptured;
import cbdc.protocol.Event.HoldExpired;
import cbdc.protocol.Event.HoldPlaced;
import cbdc.protocol.Event.HoldReleased;
import cbdc.protocol.Event.Issued;
import cbdc.protocol.Event.IssuerKeysSet;
import cbdc.protocol.Event.NodeReplaced;
import cbdc.protocol.Event.OfficialStatusChanged;
import cbdc.protocol.Event.OrderForwarded;
import cbdc.protocol.Event.OrderNumbered;
import cbdc.protocol.Event.OrderRefusalSent;
import cbdc.protocol.Event.OrderRefused;
import cbdc.protocol.Event.OutcomeCancelled;
import cbdc.protocol.Event.PaymentSent;
import cbdc.protocol.Event.PaymentSettled;
import cbdc.protocol.Event.PolicySet;
import cbdc.protocol.Event.Redeemed;
import cbdc.protocol.Event.ReserveCredited;
import cbdc.protocol.Event.ReturnCredited;
import cbdc.protocol.Event.RulesVersionRaised;
import cbdc.protocol.Event.StatusChanged;
import cbdc.protocol.Event.SuspenseSwept;
import cbdc.protocol.Event.TransferCredited;
import cbdc.protocol.Event.TransferReturned;
import cbdc.settlement.ledger.state.ShardState;

/** One line per event: the table of contents of everything that can change a shard. */
public final class EventApplier {
  private final AccountApplier accounts;
  private final PaymentApplier payments;
  private final HoldApplier holds;
  private final ChannelApplier channels;
  private final OrderApplier orders;

  /** Applies events to this state. */
  public EventApplier(ShardState state) {
    Postings postings = new Postings(state.accounts());
    accounts = new AccountApplier(state.accounts());
    payments = new PaymentApplier(state, postings);
    holds = new HoldApplier(state, postings);
    channels = new ChannelApplier(state, postings);
    orders = new OrderApplier(state, postings);
  }

  /**
   * Applies one event.
   *
   * @param day epoch day that outgoing amounts are counted in
   * @param year calendar year that outgoing amounts are counted in
   */
  public void apply(Event event, int day, int year) {
    switch (event) {
      case PaymentSettled e -> payments.apply(e, day, year);
      case PaymentSent e -> payments.apply(e, day, year);
      case TransferCredited e -> channels.apply(e);
      case TransferReturned e -> channels.apply(e);
      case ReturnCredited e -> channels.apply(e);
      case BookedToSuspense e -> channels.apply(e);
      case GroupTaken e -> channels.apply(e);
      case AcknowledgementTaken e -> channels.apply(e);
      case ChannelStopped e -> channels.apply(e);
      case ChannelResumed e -> channels.apply(e);
      case HoldPlaced e -> holds.apply(e, day, year);
      case HoldCaptured e -> holds.apply(e);
      case HoldCaptureSent e -> holds.apply(e);
      case HoldReleased e -> holds.apply(e);
      case HoldExpired e -> holds.apply(e);
      case AccountOpened e -> accounts.apply(e);
      case ClassChanged e -> accounts.apply(e);
      case StatusChanged e -> accounts.apply(e);
      case OfficialStatusChanged e -> accounts.apply(e);
      case ReserveCredited e -> orders.apply(e);
      case Issued e -> orders.apply(e);
      case Redeemed e -> orders.apply(e);
      case PolicySet e -> orders.apply(e);
      case BankSet e -> orders.apply(e);
      case IssuerKeysSet e -> orders.apply(e);
      case RulesVersionRaised e -> orders.apply(e);
      case NodeReplaced e -> orders.apply(e);
      case SuspenseSwept e -> orders.apply(e, day, year);
      case OrderNumbered e -> orders.apply(e);
      case OrderForwarded e -> orders.apply(e);
      case OrderRefusalSent e -> orders.apply(e);
      case OrderRefused e -> orders.apply(e);
      case OutcomeCancelled ignored -> {
        // All that happens is that the outcome is remembered.
      }
    }
  }

  /**
   * How often banks, keys, policy, rules version or node list have changed since this applier was
   * made.
   */
  public int registryChanges() {
    return orders.registryChanges();
  }
}
