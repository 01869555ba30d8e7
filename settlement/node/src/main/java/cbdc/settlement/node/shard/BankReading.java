package cbdc.settlement.node.shard;

import cbdc.protocol.AccountNumber;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.StateView;
import cbdc.settlement.node.core.DerivedSink.BankFigures;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every bank has in one shard, all read at one index.
 *
 * @param shard the shard
 * @param index Raft index of the last entry executed
 * @param figures by bank code; banks without any account here are left out
 */
public record BankReading(int shard, long index, Map<Integer, BankFigures> figures) {
  /** Reads the state on the group's thread, at a cost that depends on the number of banks only. */
  static BankReading of(StateView state, long index) {
    Map<Integer, BankFigures> figures = new TreeMap<>();
    AccountsView accounts = state.accounts();
    for (int bank : state.registry().banks()) {
      long vault = AccountNumber.vault(bank);
      if (accounts.customersOf(bank) > 0 || accounts.find(vault) >= 0) {
        figures.put(
            bank,
            new BankFigures(
                accounts.customersOf(bank),
                accounts.availableOfCustomers(bank),
                accounts.heldOfCustomers(bank),
                balance(accounts, vault),
                balance(accounts, AccountNumber.reserve(bank))));
      }
    }
    return new BankReading(state.shard(), index, figures);
  }

  private static long balance(AccountsView accounts, long account) {
    int slot = accounts.find(account);
    return slot < 0 ? 0 : accounts.available(slot) + accounts.held(slot);
  }
}
