package cbdc.settlement.ledger;

import cbdc.protocol.AccountKind;
import cbdc.settlement.ledger.decide.ShardMoney;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.StateView;
import cbdc.settlement.ledger.state.TotalsView;

/** What holds in every shard after every batch, checked from running sums at constant cost. */
final class Invariants {
  private final StateView state;

  Invariants(StateView state) {
    this.state = state;
  }

  /**
   * Checks the books.
   *
   * @throws LedgerFault naming the first rule that does not hold
   */
  void check() {
    AccountsView accounts = state.accounts();
    ChannelsView channels = state.channels();
    TotalsView totals = state.totals();
    long circulation = totals.issued() - totals.redeemed();
    require(
        "balances + sent - received = issued - redeemed",
        ShardMoney.of(accounts) + channels.totalSent() - channels.totalReceived(),
        circulation);
    require(
        "reserves + issuance = reserves credited",
        accounts.totalOf(AccountKind.RESERVE) + accounts.totalOf(AccountKind.ISSUANCE),
        totals.reservesCredited());
    require("issuance = issued - redeemed", accounts.totalOf(AccountKind.ISSUANCE), circulation);
    require("held = open holds", accounts.totalHeld(), state.holds().totalRemaining());
  }

  private void require(String rule, long actual, long expected) {
    if (actual != expected) {
      throw new LedgerFault(
          "shard " + state.shard() + " breaks '" + rule + "': " + actual + " is not " + expected);
    }
  }
}
