package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Event.Issued;
import cbdc.protocol.Event.Redeemed;
import cbdc.protocol.Event.ReserveCredited;
import cbdc.protocol.Order.CreditReserve;
import cbdc.protocol.Order.Issue;
import cbdc.protocol.Order.Redeem;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Accepted;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.StateView;

/**
 * Orders that move money of the central bank: reserves in, currency out against them, and back. All
 * on shard 0.
 */
final class MoneyOrders {
  private final StateView view;

  MoneyOrders(StateView view) {
    this.view = view;
  }

  Decision decide(CreditReserve o) {
    int bank = o.header().bank();
    if (!isValid(bank, o.amount())) {
      return Refused.of(RejectionCode.ORDER_INVALID);
    }
    return overflows(view.totals().reservesCredited(), o.amount())
        ? Refused.of(RejectionCode.AMOUNT_OVERFLOW)
        : Accepted.settled(new ReserveCredited(bank, o.amount()));
  }

  Decision decide(Issue o) {
    int bank = o.header().bank();
    if (!isValid(bank, o.amount())) {
      return Refused.of(RejectionCode.ORDER_INVALID);
    }
    long left = view.registry().quota(bank) - outstanding(bank);
    if (o.amount() > left) {
      return Refused.of(RejectionCode.ORDER_OVER_QUOTA, Math.max(0, left), 0);
    }
    long reserve = available(AccountNumber.reserve(bank));
    if (o.amount() > reserve) {
      return Refused.of(RejectionCode.ORDER_OVER_RESERVES, reserve, 0);
    }
    boolean overflow =
        overflows(view.totals().issued(), o.amount())
            || overflows(view.accounts().totalOf(AccountKind.VAULT), o.amount())
            || overflows(ShardMoney.of(view.accounts()), o.amount());
    return overflow
        ? Refused.of(RejectionCode.AMOUNT_OVERFLOW)
        : Accepted.settled(new Issued(bank, o.amount()));
  }

  /**
   * A bank redeems at most what was issued through it and is still out: otherwise its issuance
   * account, the issuer's liability, would become negative. What it took in beyond that it pays to
   * the bank it came through, vault to vault.
   */
  Decision decide(Redeem o) {
    int bank = o.header().bank();
    if (!isValid(bank, o.amount()) || o.amount() > outstanding(bank)) {
      return Refused.of(RejectionCode.ORDER_INVALID);
    }
    long vault = available(AccountNumber.vault(bank));
    return o.amount() > vault
        ? Refused.of(RejectionCode.ORDER_OVER_VAULT, vault, 0)
        : Accepted.settled(new Redeemed(bank, o.amount()));
  }

  private boolean isValid(int bank, long amount) {
    return amount > 0 && bank != 0 && view.registry().isBankKnown(bank);
  }

  private long outstanding(int bank) {
    return view.registry().issued(bank) - view.registry().redeemed(bank);
  }

  private long available(long account) {
    return view.accounts().available(view.accounts().find(account));
  }

  private static boolean overflows(long sum, long amount) {
    return sum + amount < 0;
  }
}
