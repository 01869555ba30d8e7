package cbdc.wallet.store.projection;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;

/** One account's state while pages are being worked in. */
final class AccountDraft {
  final long account;
  final AccountKind kind;
  final long openedMillis;
  int classNumber;
  AccountStatus status = AccountStatus.ACTIVE;
  AccountStatus officialStatus = AccountStatus.ACTIVE;
  long available;
  long held;

  /** How many entries its statement has. */
  long entries;

  AccountDraft(long account, AccountKind kind, int classNumber, long openedMillis) {
    this.account = account;
    this.kind = kind;
    this.classNumber = classNumber;
    this.openedMillis = openedMillis;
  }

  /** Changes what it has; nobody can have less than nothing. */
  void move(long ofAvailable, long ofHeld) {
    available = Math.addExact(available, ofAvailable);
    held = Math.addExact(held, ofHeld);
    if (available < 0 || held < 0) {
      throw new FeedContradiction("an account would have less than nothing");
    }
  }
}
