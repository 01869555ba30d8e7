package cbdc.settlement.node.shard;

import java.util.List;
import java.util.function.Supplier;

/** Gives each shard led here its time; see {@link NodeClock} for when wall time may be used. */
interface Stamps {
  /**
   * Time for one shard during one leadership.
   *
   * @param members members of the shard's group that vote, as known now
   * @param lastMillis ledger time of the last committed batch
   */
  Ticker forShard(Supplier<List<String>> members, long lastMillis);

  /** Never goes back. Used on the group's thread. */
  interface Ticker {
    /** The time to stamp now, Unix milliseconds. */
    long nowMillis();
  }
}
