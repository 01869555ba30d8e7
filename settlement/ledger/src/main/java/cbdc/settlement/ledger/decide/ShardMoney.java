package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountKind;
import cbdc.settlement.ledger.state.AccountsView;

/**
 * The digital currency that lies in a shard: everything but reserves and issuance, which are the
 * central bank's books.
 */
public final class ShardMoney {
  private ShardMoney() {}

  /**
   * Sum over vaults, wallets, merchants and suspense accounts, available and held, in minor units.
   * Constant cost.
   */
  public static long of(AccountsView accounts) {
    return accounts.totalOf(AccountKind.VAULT)
        + accounts.totalOf(AccountKind.WALLET)
        + accounts.totalOf(AccountKind.MERCHANT)
        + accounts.totalOf(AccountKind.SUSPENSE);
  }
}
