package cbdc.simulator.replay;

import cbdc.protocol.AccountNumber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a history needs: banks, wallets, and what vaults must hold.
 *
 * @param rowsOfAccount rows by account id, in order
 * @param bankLetters letters of every bank by code; empty for the home bank
 * @param vaultNeed by bank: what its vault pays out in all rows, minor units
 * @param wallets all wallets, partners' included
 */
record ReplayPlan(
    Map<Long, List<BankRow>> rowsOfAccount,
    SortedMap<Integer, String> bankLetters,
    SortedMap<Integer, Long> vaultNeed,
    SortedSet<Long> wallets) {

  /** The plan of a history. */
  static ReplayPlan of(List<BankRow> rows) {
    Map<Long, List<BankRow>> rowsOfAccount = new LinkedHashMap<>();
    SortedMap<Integer, String> letters = new TreeMap<>();
    SortedMap<Integer, Long> need = new TreeMap<>();
    SortedSet<Long> wallets = new TreeSet<>();
    letters.put(ReplayAccounts.HOME_BANK, "");
    for (BankRow row : rows) {
      rowsOfAccount.computeIfAbsent(row.accountId(), ignored -> new ArrayList<>()).add(row);
      wallets.add(ReplayAccounts.wallet(row.accountId()));
      if (row.kind().hasPartner()) {
        wallets.add(ReplayAccounts.partner(row));
        letters.put(ReplayAccounts.bank(row.partnerBank()), row.partnerBank());
      }
      long payer = ReplayAccounts.payer(row, 1);
      if (AccountNumber.isVault(payer)) {
        need.merge(AccountNumber.bank(payer), row.amount(), Math::addExact);
      }
    }
    return new ReplayPlan(rowsOfAccount, letters, need, wallets);
  }

  /** What the vault of every bank pays out, minor units. */
  Map<Integer, Long> vaults() {
    Map<Integer, Long> vaults = new TreeMap<>();
    bankLetters.keySet().forEach(bank -> vaults.put(bank, vaultNeed.getOrDefault(bank, 0L)));
    return vaults;
  }

  /** Number of rows. */
  int rows() {
    return rowsOfAccount.values().stream().mapToInt(List::size).sum();
  }
}
