package cbdc.settlement.node.shard;

import java.util.List;

/** Gives each shard led here its time; see {@link NodeClock} for when wall time may be used. */
interface Stamps {
  /**
   * Time for one shard during one leadership.
   *
   * @param members members of the shard's group
   * @param lastMillis ledger time of the last committed batch
   */
  Ticker forShard(List<String> members, long lastMillis);

  /** Never goes back. Used on the group's thread. */
  interface Ticker {
    /** The time to stamp now, Unix milliseconds. */
    long nowMillis();
  }
}
