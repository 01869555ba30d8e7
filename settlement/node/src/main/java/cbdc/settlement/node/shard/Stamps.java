package cbdc.settlement.node.shard;

import java.util.List;

/** Stamps batches; see {@link NodeClock} for when wall time may be used. Any thread. */
interface Stamps {
  /**
   * The time to stamp now.
   *
   * @param members members of the shard's group
   * @param lastMillis ledger time of the last committed batch
   */
  long stampMillis(List<String> members, long lastMillis);
}
