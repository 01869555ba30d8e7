package cbdc.settlement.node.shard;

import java.util.concurrent.TimeUnit;

/**
 * Bounds of the courier.
 *
 * @param windowBytes most bytes of one channel that are sent and not confirmed
 * @param messageBytes size at which a message to a node is closed
 * @param resendAfterNanos how long a sent group may stay without a word
 */
public record CourierBounds(int windowBytes, int messageBytes, long resendAfterNanos) {
  /** Used unless a test needs others. */
  public static final CourierBounds DEFAULT =
      new CourierBounds(1024 * 1024, 512 * 1024, TimeUnit.MILLISECONDS.toNanos(500));
}
