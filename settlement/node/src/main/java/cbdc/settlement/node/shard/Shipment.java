package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelGroup;
import java.util.List;

/**
 * Groups of one channel on their way to the destination shard's leader.
 *
 * @param source shard that sent them
 * @param destination shard that shall take them
 * @param groups consecutive groups
 */
record Shipment(int source, int destination, List<ChannelGroup> groups) {
  Shipment {
    groups = List.copyOf(groups);
  }
}
