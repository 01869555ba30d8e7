package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.ChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutgoingChannelTest {
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

  @Test
  void shouldSendAgainBehindWhatIsConfirmed() {
    LongStream.rangeClosed(1, 5).forEach(sequence -> channel.append(group(sequence, 10)));
    assertThat(channel.takeUnsent(WINDOW, 0, 100)).hasSize(5);
    assertThat(channel.takeUnsent(WINDOW, 0, 100)).isEmpty();
    channel.confirm(2);
    assertThat(channel.isOverdue(99)).isFalse();
    assertThat(channel.isOverdue(100)).isTrue();
    channel.rewind(channel.firstUnconfirmed());
    assertThat(channel.takeUnsent(WINDOW, 100, 100))
        .extracting(ChannelGroup::firstSequence)
        .containsExactly(3L, 4L, 5L);
    channel.confirm(5);
    assertThat(channel.isOverdue(1_000)).isFalse();
  }

  @Test
  void shouldKeepToItsWindowButSendAtLeastOneGroup() {
    LongStream.rangeClosed(1, 3).forEach(sequence -> channel.append(group(sequence, 100)));
    assertThat(channel.takeUnsent(10, 0, 0)).hasSize(1);
    assertThat(channel.takeUnsent(10, 0, 0)).isEmpty();
    channel.confirm(1);
    assertThat(channel.takeUnsent(2 * (100 + CourierCodec.GROUP_BYTES), 0, 0)).hasSize(2);
  }

  private static ChannelGroup group(long sequence, int bytes) {
    return new ChannelGroup(sequence, 1, new byte[32], new byte[bytes]);
  }
}
