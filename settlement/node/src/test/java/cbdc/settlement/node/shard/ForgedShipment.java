package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelGroup;
import java.util.List;

/** What a node can send that lies, or whose memory is broken. */
public final class ForgedShipment {
  private ForgedShipment() {}

  /** A shipment of one group that stands at the right place of its channel and is not genuine. */
  public static byte[] of(int source, int destination, long firstSequence) {
    ChannelGroup group = new ChannelGroup(firstSequence, 1, new byte[32], new byte[40]);
    return new CourierCodec()
        .encodeShipments(List.of(new Shipment(source, destination, List.of(group))));
  }
}
