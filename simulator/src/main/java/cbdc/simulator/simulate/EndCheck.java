package cbdc.simulator.simulate;

import cbdc.settlement.ledger.FullCheck;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.StateView;
import cbdc.settlement.node.shard.ShardHost;
import cbdc.simulator.verify.BalanceAuditor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the replicas' own books at the end of a run, when all of them have executed everything:
 * with each other, with their own rules, and with what an auditor without the ledger's code made of
 * the entries.
 */
final class EndCheck {
  private final LedgerWatch watch;
  private final Map<Integer, byte[]> hashes = new HashMap<>();

  EndCheck(LedgerWatch watch) {
    this.watch = watch;
  }

  /**
   * Looks at every replica.
   *
   * @throws Violation at the first difference
   */
  void requireSameBooks(List<SimulatedNode> nodes) {
    for (SimulatedNode node : nodes) {
      for (ShardHost host : node.hosts()) {
        String where = node.id() + ", shard " + host.state().shard();
        List<String> findings = FullCheck.of(host.state());
        require(findings.isEmpty(), where + ": " + findings);
        requireFollowed(where, host.state());
        byte[] hash = host.stateHash();
        byte[] other = hashes.putIfAbsent(host.state().shard(), hash);
        require(other == null || Arrays.equals(other, hash), where + " has another state");
      }
    }
  }

  private void requireFollowed(String where, StateView state) {
    AccountsView accounts = state.accounts();
    BalanceAuditor auditor = watch.auditor(state.shard());
    for (int slot = 0; slot < accounts.size(); slot++) {
      BalanceAuditor.Balance followed = auditor.balance(accounts.number(slot));
      require(
          accounts.available(slot) == followed.available()
              && accounts.held(slot) == followed.held(),
          where
              + ": account "
              + accounts.number(slot)
              + " has "
              + accounts.available(slot)
              + " + "
              + accounts.held(slot)
              + ", the auditor followed "
              + followed.available()
              + " + "
              + followed.held());
    }
  }

  private static void require(boolean holds, String promise) {
    if (!holds) {
      throw new Violation(promise);
    }
  }
}
