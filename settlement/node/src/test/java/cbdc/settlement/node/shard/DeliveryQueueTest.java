package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.BatchReader;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.settlement.node.shard.DeliveryQueue.Delivery;
import cbdc.settlement.node.shard.DeliveryQueue.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
  private static final int SOURCE = 2;
  private static final int GROUP_BYTES = 10;
  private static final int ROOM = 10 * GROUP_BYTES;

  private long committed;
  private final DeliveryQueue queue = new DeliveryQueue(source -> source == SOURCE ? committed : 0);
  private final BatchWriter batch = new BatchWriter();

  /** A group of two messages. */
  private static Delivery group(int source, long firstSequence) {
    return new Delivery(
        "node-2", source, new ChannelGroup(firstSequence, 2, new byte[32], new byte[GROUP_BYTES]));
  }

  private Verdict offer(long firstSequence) {
    return queue.offer(group(SOURCE, firstSequence), ROOM);
  }

  @Test
  void shouldTakeEachGroupOnceAndInOrder() {
    assertThat(offer(1)).isEqualTo(Verdict.QUEUED);
    assertThat(offer(1)).isEqualTo(Verdict.ON_ITS_WAY);
    assertThat(offer(5)).isEqualTo(Verdict.GAP);
    assertThat(queue.continueBehind(SOURCE)).isEqualTo(2);
    assertThat(offer(3)).isEqualTo(Verdict.QUEUED);

    List<Delivery> taken = queue.writeTo(batch.start(), 1 << 20);

    assertThat(taken).extracting(d -> d.group().firstSequence()).containsExactly(1L, 3L);
    assertThat(new BatchReader().wrap(batch.finish(0)).deliveries()).isEqualTo(2);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(offer(3)).isEqualTo(Verdict.ON_ITS_WAY);
  }

  @Test
  void shouldKnowWhatWasCommittedBefore() {
    committed = 4;

    assertThat(offer(1)).isEqualTo(Verdict.COMMITTED_BEFORE);
    assertThat(offer(3)).isEqualTo(Verdict.COMMITTED_BEFORE);
    assertThat(offer(5)).isEqualTo(Verdict.QUEUED);
  }

  @Test
  void shouldTakeAGroupAgainAfterItsEntryWasNotExecuted() {
    offer(1);
    offer(3);
    queue.writeTo(batch.start(), 1 << 20);

    queue.restart(SOURCE);

    assertThat(queue.continueBehind(SOURCE)).isZero();
    assertThat(offer(3)).isEqualTo(Verdict.GAP);
    assertThat(offer(1)).isEqualTo(Verdict.QUEUED);
  }

  @Test
  void shouldRefuseWhatHasNoRoomAndTakeItLater() {
    assertThat(queue.offer(group(SOURCE, 1), 1)).isEqualTo(Verdict.QUEUED);
    assertThat(queue.offer(group(SOURCE, 3), GROUP_BYTES)).isEqualTo(Verdict.FULL);
    assertThat(queue.continueBehind(SOURCE)).isEqualTo(2);

    queue.writeTo(batch.start(), 1 << 20);

    assertThat(queue.offer(group(SOURCE, 3), GROUP_BYTES)).isEqualTo(Verdict.QUEUED);
  }

  @Test
  void shouldFillAnEntryUpToItsSizeAndAlwaysByOneGroup() {
    offer(1);
    offer(3);

    assertThat(queue.writeTo(batch.start(), 1)).hasSize(1);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.writeTo(batch.start(), 1)).hasSize(1);
  }

  @Test
  void shouldKeepSourcesApart() {
    offer(1);

    assertThat(queue.offer(group(0, 1), ROOM)).isEqualTo(Verdict.QUEUED);
    assertThat(queue.offer(group(3, 7), ROOM)).isEqualTo(Verdict.GAP);
  }
}
