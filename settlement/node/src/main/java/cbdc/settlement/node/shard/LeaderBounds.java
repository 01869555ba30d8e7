package cbdc.settlement.node.shard;

import java.util.concurrent.TimeUnit;

/**
 * Bounds of a shard's leader.
 *
 * @param entryBytes size at which an entry is closed
 * @param entriesInFlight most entries proposed and not committed
 * @param queuedBytes most bytes of client batches that wait; above it batches are refused as
 *     overloaded
 * @param queuedDeliveryBytes most bytes of deliveries that wait; above it they are left to be sent
 *     again
 * @param acknowledgeAfterNanos how long an acknowledgement may wait for an entry to ride on
 */
public record LeaderBounds(
    int entryBytes,
    int entriesInFlight,
    int queuedBytes,
    int queuedDeliveryBytes,
    long acknowledgeAfterNanos) {
  /** Longest entry that the log takes. */
  static final int LONGEST_ENTRY_BYTES = 1 << 20;

  /** Used unless a test needs others. */
  public static final LeaderBounds DEFAULT =
      new LeaderBounds(
          512 * 1024, 4, 8 * 1024 * 1024, 16 * 1024 * 1024, TimeUnit.MILLISECONDS.toNanos(50));
}
