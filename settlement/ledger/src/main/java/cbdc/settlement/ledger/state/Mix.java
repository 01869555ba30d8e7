package cbdc.settlement.ledger.state;

/**
 * Hash functions of the in-memory indexes. Nothing that is stored or compared between nodes depends
 * on them.
 */
final class Mix {
  private Mix() {}

  /** Finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * Hash of a 128-bit id: the seed enters before the halves meet, so that equal hashes cannot be
   * made without knowing it.
   */
  static long mix(long high, long low, long seed) {
    return mix(mix(low ^ seed) + high);
  }
}
