package cbdc.settlement.ledger.state;

/**
 * How large the tables of a shard may grow. All replicas must have the same, since refusals depend
 * on them; only tests use others than {@link #DEFAULT}.
 *
 * @param accountsMax accounts of the shard that customers may open; the ledger's own come on top
 * @param openHoldsMax open holds of the shard
 * @param idsMax remembered ids of the shard, at most {@value #ROWS_OF_BUCKET_MAX}
 * @param outboxTransfersMax unacknowledged transfers per outgoing channel
 * @param indexSeed scatters the hash indexes, so that nobody can prepare ids or account numbers
 *     that collide; may differ between nodes, since no decision, outcome or page depends on it
 */
public record StateBounds(
    int accountsMax, int openHoldsMax, int idsMax, int outboxTransfersMax, long indexSeed) {
  static final int ROWS_OF_BUCKET_MAX = (1 << 22) - 1;

  /** What every node uses. */
  public static final StateBounds DEFAULT =
      new StateBounds(16_000_000, 1_000_000, 4_000_000, 65_536, 0x5DEECE66DL);

  public StateBounds {
    if (accountsMax < 0
        || openHoldsMax < 0
        || idsMax < 0
        || idsMax > ROWS_OF_BUCKET_MAX
        || outboxTransfersMax < 0) {
      throw new IllegalArgumentException(
          "bounds out of range: "
              + accountsMax
              + ", "
              + openHoldsMax
              + ", "
              + idsMax
              + ", "
              + outboxTransfersMax);
    }
  }

  /** The same bounds with another index seed. */
  public StateBounds withIndexSeed(long seed) {
    return new StateBounds(accountsMax, openHoldsMax, idsMax, outboxTransfersMax, seed);
  }
}
