package cbdc.settlement.ledger.apply;

import cbdc.protocol.Event.AccountOpened;
import cbdc.protocol.Event.ClassChanged;
import cbdc.protocol.Event.OfficialStatusChanged;
import cbdc.protocol.Event.StatusChanged;
import cbdc.settlement.ledger.state.Accounts;

/** What an account is and may do. */
final class AccountApplier {
  private final Accounts accounts;

  AccountApplier(Accounts accounts) {
    this.accounts = accounts;
  }

  void apply(AccountOpened e) {
    accounts.open(e.account(), e.kind(), e.classNumber());
  }

  void apply(ClassChanged e) {
    accounts.setClassNumber(accounts.find(e.account()), e.classNumber());
  }

  void apply(StatusChanged e) {
    accounts.setStatus(accounts.find(e.account()), e.status());
  }

  void apply(OfficialStatusChanged e) {
    accounts.setOfficialStatus(accounts.find(e.account()), e.status());
  }
}
