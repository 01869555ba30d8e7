package cbdc.settlement.node.store;

/** How much room the disk under the store has left. */
public enum StorageLevel {
  /** Enough. */
  ENOUGH,
  /**
   * New client commands are refused ({@code STORAGE_LOW}); deliveries, acknowledgements and returns
   * still pass.
   */
  LOW,
  /** Nothing may be written any more: the node halts before a write fails half-way. */
  FULL;

  /** The level at {@code usableBytes}. */
  static StorageLevel of(long usableBytes, StoreOptions options) {
    if (usableBytes < options.diskHaltBytes()) {
      return FULL;
    }
    return usableBytes < options.diskLowBytes() ? LOW : ENOUGH;
  }
}
