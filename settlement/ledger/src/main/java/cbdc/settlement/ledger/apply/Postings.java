package cbdc.settlement.ledger.apply;

import cbdc.protocol.AccountKind;
import cbdc.settlement.ledger.state.Accounts;

/** The moves of money that several events share. */
final class Postings {
  private final Accounts accounts;

  Postings(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Slot of an account that a decider has found. */
  int slot(long account) {
    int slot = accounts.find(account);
    if (slot < 0) {
      throw new IllegalStateException("account " + account + " is not in this shard");
    }
    return slot;
  }

  void debit(long account, long amount) {
    accounts.addAvailable(slot(account), -amount);
  }

  void credit(long account, long amount) {
    accounts.addAvailable(slot(account), amount);
  }

  /** Counts an outgoing amount of a customer; other kinds have no limits. */
  void count(int slot, long amount, int day, int year) {
    if (isCounted(slot)) {
      accounts.addSpent(slot, day, year, amount);
    }
  }

  /** Gives allowance back that was counted on this day of this year. */
  void uncount(int slot, long amount, int day, int year) {
    if (isCounted(slot)) {
      accounts.giveBackSpent(slot, day, year, amount);
    }
  }

  private boolean isCounted(int slot) {
    AccountKind kind = accounts.kind(slot);
    return kind == AccountKind.WALLET || kind == AccountKind.MERCHANT;
  }
}
