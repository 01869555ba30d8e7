package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.RegistryView;

/** What a payee must satisfy; the payer learns the code only. */
final class CreditRules {
  private final AccountsView accounts;
  private final RegistryView registry;

  CreditRules(AccountsView accounts, RegistryView registry) {
    this.accounts = accounts;
    this.registry = registry;
  }

  /** Why the account takes no money at all, or null. {@code slot} is -1 for an unknown account. */
  RejectionCode refusalOfAccount(int slot) {
    if (slot < 0) {
      return RejectionCode.PAYEE_UNKNOWN;
    }
    AccountStatus status = accounts.status(slot);
    if (status == AccountStatus.CLOSED) {
      return RejectionCode.PAYEE_CLOSED;
    }
    boolean allowed = status.creditAllowed() && accounts.officialStatus(slot).creditAllowed();
    return allowed ? null : RejectionCode.PAYEE_BLOCKED;
  }

  /** Why the account cannot be credited with this amount, or null. */
  RejectionCode refusal(int slot, long amount) {
    RejectionCode account = refusalOfAccount(slot);
    if (account != null) {
      return account;
    }
    long balance = accounts.available(slot) + accounts.held(slot);
    if (SpendingRules.isLimited(accounts.kind(slot)) && isOverCap(slot, balance, amount)) {
      return RejectionCode.PAYEE_BALANCE_LIMIT;
    }
    return balance + amount < 0 ? RejectionCode.AMOUNT_OVERFLOW : null;
  }

  /**
   * A class that the policy no longer has may hold nothing more: money comes in again once the bank
   * has changed the class.
   */
  private boolean isOverCap(int slot, long balance, long amount) {
    ClassLimits limits = registry.limits(accounts.classNumber(slot));
    long cap = limits == null ? 0 : limits.balance();
    return cap != LimitPolicy.NONE && amount > cap - balance;
  }
}
