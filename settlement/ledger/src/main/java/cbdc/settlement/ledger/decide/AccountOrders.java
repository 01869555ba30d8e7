package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.CommandId;
import cbdc.protocol.Event;
import cbdc.protocol.Event.OfficialStatusChanged;
import cbdc.protocol.Event.SuspenseSwept;
import cbdc.protocol.Order;
import cbdc.protocol.Order.SetOfficialStatus;
import cbdc.protocol.Order.SweepSuspense;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.StateView;
import java.util.List;

/** Orders about one account, executed in the shard that keeps it. */
final class AccountOrders {
  private final StateView view;
  private final CreditRules credit;

  AccountOrders(StateView view, CreditRules credit) {
    this.view = view;
    this.credit = credit;
  }

  /** The shard of the account, 0 for one that {@link #refusal} refuses anyway. */
  int shardOf(SetOfficialStatus o) {
    return AccountNumber.isInRange(o.account())
        ? AccountNumber.shard(o.account(), view.genesis().shardCount())
        : 0;
  }

  /**
   * What shard 0 can tell from the order alone. Closing is the bank's, of an account that is empty.
   */
  RejectionCode refusal(SetOfficialStatus o) {
    boolean valid =
        AccountNumber.isInRange(o.account())
            && AccountNumber.bank(o.account()) == o.header().bank()
            && (AccountNumber.isCustomer(o.account()) || AccountNumber.isVault(o.account()))
            && o.status() != AccountStatus.CLOSED
            && view.registry().isBankKnown(o.header().bank());
    return valid ? null : RejectionCode.ORDER_INVALID;
  }

  RejectionCode refusal(SweepSuspense o) {
    int bank = o.header().bank();
    boolean valid =
        o.shard() < view.genesis().shardCount() && bank != 0 && view.registry().isBankKnown(bank);
    return valid ? null : RejectionCode.ORDER_INVALID;
  }

  /** Why the order cannot be executed in this shard, or null. */
  Refused refusalHere(Order order) {
    return switch (order) {
      case SetOfficialStatus o -> refusalHere(o);
      case SweepSuspense o -> refusalHere(o);
      default -> Refused.of(RejectionCode.ORDER_INVALID);
    };
  }

  /** What the order does in this shard. */
  List<Event> events(Order order, CommandId id) {
    return switch (order) {
      case SetOfficialStatus o -> List.of(new OfficialStatusChanged(o.account(), o.status()));
      case SweepSuspense o -> List.of(swept(o, id));
      default -> throw new IllegalStateException("not an order about one account: " + order);
    };
  }

  private Refused refusalHere(SetOfficialStatus o) {
    AccountsView accounts = view.accounts();
    int slot = accounts.find(o.account());
    if (slot < 0) {
      return Refused.of(RejectionCode.ACCOUNT_UNKNOWN);
    }
    return accounts.status(slot) == AccountStatus.CLOSED
        ? Refused.of(RejectionCode.ACCOUNT_CLOSED)
        : null;
  }

  private Refused refusalHere(SweepSuspense o) {
    int slot = suspense(o);
    if (slot < 0) {
      return Refused.of(RejectionCode.ACCOUNT_UNKNOWN);
    }
    long amount = view.accounts().available(slot);
    if (amount == 0) {
      return Refused.of(RejectionCode.INSUFFICIENT_FUNDS);
    }
    RejectionCode code = refusalOfVault(o.header().bank(), amount);
    return code != null ? Refused.of(code) : null;
  }

  /** The vault is asked here when it is kept here, and by its own shard otherwise. */
  private RejectionCode refusalOfVault(int bank, long amount) {
    long vault = AccountNumber.vault(bank);
    int destination = AccountNumber.shard(vault, view.genesis().shardCount());
    return destination == view.shard() ? credit.refusal(view.accounts().find(vault), amount) : null;
  }

  private SuspenseSwept swept(SweepSuspense o, CommandId id) {
    return new SuspenseSwept(
        id, o.header().bank(), o.shard(), view.accounts().available(suspense(o)));
  }

  private int suspense(SweepSuspense o) {
    return view.accounts().find(AccountNumber.suspense(o.header().bank(), view.shard()));
  }
}
