package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelGroup;
import java.util.List;

/** Where shipments for a shard led here go. Any thread. */
interface Inbox {
  /**
   * Takes groups to be proposed.
   *
   * @param from node that shipped them and waits for the receipt
   * @return false when this node does not lead the destination
   */
  boolean offer(String from, int source, int destination, List<ChannelGroup> groups);
}
