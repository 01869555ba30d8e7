package cbdc.settlement.ledger.state;

/** Control totals and the shard's place in its history, read only. Money is in minor units. */
public interface TotalsView {
  /** Issued for ever. Shard 0 only. */
  long issued();

  /** Redeemed for ever. Shard 0 only. */
  long redeemed();

  /** Credited to reserves for ever. Shard 0 only. */
  long reservesCredited();

  /** Number of batches executed. */
  long batchNumber();

  /** Ledger time: the highest stamp so far, Unix milliseconds. */
  long lastTimeMillis();

  /** Hash over all entries and outcomes so far, 32 bytes, not to be changed. */
  byte[] chainHash();
}
