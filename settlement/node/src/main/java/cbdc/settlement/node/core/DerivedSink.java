package cbdc.settlement.node.core;

/**
 * Takes what a shard's leader makes public: hints and totals for whoever looks. Values may be
 * published late, skipped for newer ones, or lost; nothing may depend on them. Never blocks, any
 * thread.
 */
public interface DerivedSink {

  /** Who leads: published by the leader itself, at the index of its term's first entry. */
  void leader(int shard, long index, int term, String nodeId);

  /** The shard's control totals at an index. */
  void supply(int shard, long index, SupplyFigures figures);

  /** What one bank has in the shard, added up, at an index. */
  void bankTotals(int shard, long index, int bank, BankFigures figures);

  /**
   * How this node is.
   *
   * @param state one word: STARTING, READY, UNREADY or STOPPING
   * @param groups how many groups it is a member of
   * @param leads how many of them it leads
   */
  void nodeStatus(String state, int groups, int leads);

  /**
   * A shard's control totals, in minor units.
   *
   * @param ledgerMillis ledger time, milliseconds since 1970
   * @param chainHash hash chain after the index, in hex
   */
  record SupplyFigures(
      long ledgerMillis,
      long issuedMinor,
      long redeemedMinor,
      long sentMinor,
      long receivedMinor,
      String chainHash) {}

  /**
   * What a bank has in a shard, in minor units.
   *
   * @param accounts number of its wallets and merchant accounts
   * @param availableMinor what they can spend, added up
   * @param heldMinor what is held in them, added up
   * @param vaultMinor its vault, where that is kept here
   * @param reserveMinor its reserve, where that is kept here
   */
  record BankFigures(
      long accounts, long availableMinor, long heldMinor, long vaultMinor, long reserveMinor) {}
}
