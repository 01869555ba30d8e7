package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.decide.Decision.Refused;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.RegistryView;

/** What a payer must satisfy: an account in use, the limits of its class, and the money. */
final class SpendingRules {
  private final AccountsView accounts;
  private final RegistryView registry;

  SpendingRules(AccountsView accounts, RegistryView registry) {
    this.accounts = accounts;
    this.registry = registry;
  }

  /**
   * Why money may not leave the account at all, or null. {@code slot} is -1 for an unknown account.
   */
  RejectionCode refusalOfAccount(int slot) {
    if (slot < 0) {
      return RejectionCode.ACCOUNT_UNKNOWN;
    }
    AccountStatus status = accounts.status(slot);
    if (status == AccountStatus.CLOSED) {
      return RejectionCode.ACCOUNT_CLOSED;
    }
    if (!status.debitAllowed()) {
      return RejectionCode.ACCOUNT_BLOCKED;
    }
    return accounts.officialStatus(slot).debitAllowed() ? null : RejectionCode.OFFICIALLY_BLOCKED;
  }

  /** Why the account may not spend this amount now, or null. */
  Refused refusal(int slot, long amount, Moment moment) {
    boolean limited = slot >= 0 && isLimited(accounts.kind(slot));
    ClassLimits limits = limited ? registry.limits(accounts.classNumber(slot)) : null;
    if (limited && limits == null) {
      return Refused.of(RejectionCode.CLASS_UNKNOWN);
    }
    RejectionCode account = refusalOfAccount(slot);
    if (account != null) {
      return Refused.of(account);
    }
    Refused limit = limited ? refusalOfLimits(slot, amount, limits, moment) : null;
    if (limit != null) {
      return limit;
    }
    long available = accounts.available(slot);
    return amount > available ? Refused.of(RejectionCode.INSUFFICIENT_FUNDS, available, 0) : null;
  }

  /** True when counting the amount would carry the day's or year's sum beyond a {@code long}. */
  boolean overflowsCounters(int slot, long amount, Moment moment) {
    return isLimited(accounts.kind(slot))
        && (accounts.spentInDay(slot, moment.day()) + amount < 0
            || accounts.spentInYear(slot, moment.year()) + amount < 0);
  }

  /** Limits are for customers; vaults and suspense accounts have none. */
  static boolean isLimited(AccountKind kind) {
    return kind == AccountKind.WALLET || kind == AccountKind.MERCHANT;
  }

  private Refused refusalOfLimits(int slot, long amount, ClassLimits limits, Moment moment) {
    if (amount > limits.single()) {
      return Refused.of(RejectionCode.LIMIT_SINGLE, limits.single(), 0);
    }
    if (limits.daily() != LimitPolicy.NONE) {
      long left = limits.daily() - accounts.spentInDay(slot, moment.day());
      if (amount > left) {
        return Refused.of(RejectionCode.LIMIT_DAILY, Math.max(0, left), moment.nextDayMillis());
      }
    }
    if (limits.yearly() != LimitPolicy.NONE) {
      long left = limits.yearly() - accounts.spentInYear(slot, moment.year());
      if (amount > left) {
        return Refused.of(RejectionCode.LIMIT_YEARLY, Math.max(0, left), moment.nextYearMillis());
      }
    }
    return null;
  }
}
