package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.ChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShipmentSizeTest {
  private static final int WINDOW = CourierBounds.DEFAULT.windowBytes();

  private final OutgoingChannel channel = new OutgoingChannel();

  /** After a long outage a channel holds far more small groups than one shipment may. */
  @Test
  void shouldSendABacklogOfSmallGroupsInShipmentsThatCanBeRead() {
    int count = 65_536;
    LongStream.rangeClosed(1, count).forEach(sequence -> channel.append(group(sequence, 25)));
    List<Long> arrived = new ArrayList<>();
    CourierCodec codec = new CourierCodec();
    while (arrived.size() < count) {
      List<ChannelGroup> groups = channel.takeUnsent(WINDOW, 0, 0);
      byte[] bytes = codec.encodeShipments(List.of(new Shipment(1, 2, groups)));
      for (Shipment shipment : CourierCodec.decodeShipments(bytes)) {
        shipment.groups().forEach(group -> arrived.add(group.firstSequence()));
      }
      assertThat(bytes.length).isLessThan(2 * WINDOW);
      channel.confirm(arrived.getLast());
    }
    assertThat(arrived).isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
  }

  @Test
  void shouldNeverPutMoreGroupsIntoAShipmentThanCanBeRead() {
    LongStream.rangeClosed(1, 20_000).forEach(sequence -> channel.append(group(sequence, 1)));
    assertThat(channel.takeUnsent(Integer.MAX_VALUE, 0, 0)).hasSize(CourierCodec.MAX_GROUPS);
    assertThat(channel.takeUnsent(Integer.MAX_VALUE, 0, 0))
        .hasSize(20_000 - CourierCodec.MAX_GROUPS);
  }

  private static ChannelGroup group(long sequence, int bytes) {
    return new ChannelGroup(sequence, 1, new byte[32], new byte[bytes]);
  }
}
