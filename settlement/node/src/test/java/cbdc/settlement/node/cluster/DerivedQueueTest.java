package cbdc.settlement.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.client.derived.DerivedMap;
import cbdc.settlement.client.derived.LeaderHint;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivedQueueTest {

  private final DerivedQueue queue = new DerivedQueue(5);

  private boolean offer(int shard, int key, long index, long nowMillis) {
    return queue.offer(
        new DerivedQueue.Waiting(
            new DerivedQueue.Key(DerivedMap.LEADERS, key),
            new LeaderHint(shard, index, 1, "n1"),
            nowMillis));
  }

  private List<Long> take(int perShard) {
    return queue.take(perShard).stream().map(waiting -> waiting.value().getIndex()).toList();
  }

  @Test
  void shouldTakeTheOldestOfEachShardWithinTheBudget() {
    offer(1, 1, 11, 0);
    offer(1, 2, 12, 0);
    offer(1, 3, 13, 0);
    offer(2, 4, 21, 0);
    assertThat(take(2)).containsExactly(11L, 12L, 21L);
    assertThat(take(2)).containsExactly(13L);
    assertThat(take(2)).isEmpty();
    assertThat(queue.size()).isZero();
  }

  @Test
  void shouldLetANewerValueTakeTheOlderOnesTurn() {
    offer(1, 1, 11, 100);
    offer(1, 2, 12, 200);
    assertThat(offer(1, 1, 13, 300)).isTrue();
    assertThat(offer(1, 1, 12, 300)).as("older than the one waiting").isFalse();
    assertThat(queue.lagMillis(450)).isEqualTo(350);
    assertThat(take(1)).containsExactly(13L);
    assertThat(queue.lagMillis(450)).isEqualTo(250);
    take(1);
    assertThat(queue.lagMillis(450)).isZero();
  }

  @Test
  void shouldHoldNoMoreThanItsLimit() {
    for (int key = 0; key < 5; key++) {
      assertThat(offer(1, key, 1, 0)).isTrue();
    }
    assertThat(offer(2, 9, 1, 0)).isFalse();
    assertThat(offer(1, 3, 2, 0)).as("a key that waits already").isTrue();
    assertThat(queue.size()).isEqualTo(5);
  }
}
