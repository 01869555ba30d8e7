package cbdc.wallet.store.projection;

/**
 * Whose feed of which ledger.
 *
 * @param cluster the ledger's id, any text
 * @param bank the bank's code, 1 to 9999
 * @param shardCount number of shards, fixed for ever
 */
public record LedgerIdentity(String cluster, int bank, int shardCount) {
  public LedgerIdentity {
    if (bank < 1 || bank > 9999 || shardCount < 1) {
      throw new IllegalArgumentException("no bank's ledger: " + bank + ", " + shardCount);
    }
  }

  @Override
  public String toString() {
    return "bank " + bank + " in ledger " + cluster + " of " + shardCount + " shards";
  }
}
