package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.ChannelGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutgoingChannelTest {
  private static final int BYTES = 10;
  private static final int WEIGHT = CourierCodec.GROUP_BYTES + BYTES;
  private static final long RESEND_NANOS = 100;

  private final OutgoingChannel channel = new OutgoingChannel();

  private static ChannelGroup group(long sequence) {
    return new ChannelGroup(sequence, 1, new byte[32], new byte[BYTES]);
  }

  private void append(long from, long to) {
    for (long sequence = from; sequence <= to; sequence++) {
      channel.append(group(sequence));
    }
  }

  private List<Long> take(int windowBytes) {
    return channel.takeUnsent(windowBytes, 0, RESEND_NANOS).stream()
        .map(ChannelGroup::firstSequence)
        .toList();
  }

  @Test
  void shouldFillTheWindowAgainAsGroupsAreConfirmed() {
    append(1, 5);
    assertThat(take(2 * WEIGHT)).containsExactly(1L, 2L);
    assertThat(take(2 * WEIGHT)).isEmpty();

    channel.confirm(1);
    assertThat(take(2 * WEIGHT)).containsExactly(3L);
    channel.confirm(3);

    assertThat(take(2 * WEIGHT)).containsExactly(4L, 5L);
  }

  @Test
  void shouldSendAGroupThatIsLargerThanTheWindow() {
    append(1, 2);

    assertThat(take(1)).containsExactly(1L);
    assertThat(take(1)).isEmpty();
  }

  @Test
  void shouldFindItImpossibleToContinueWithinAGroupOrBeyondTheLast() {
    channel.append(new ChannelGroup(1, 3, new byte[32], new byte[BYTES]));
    channel.append(new ChannelGroup(4, 2, new byte[32], new byte[BYTES]));

    assertThat(List.of(1L, 2L, 4L, 6L)).allMatch(channel::isImpossible);
    assertThat(List.of(0L, 3L, 5L)).noneMatch(channel::isImpossible);
    channel.confirm(5);
    assertThat(channel.isImpossible(6)).isTrue();
    assertThat(List.of(1L, 3L, 5L)).noneMatch(channel::isImpossible);
  }

  @Test
  void shouldIgnoreGroupsThatAreKnown() {
    append(1, 3);
    take(100 * WEIGHT);
    channel.confirm(2);

    append(1, 3);

    assertThat(take(100 * WEIGHT)).isEmpty();
    assertThat(channel.firstUnconfirmed()).isEqualTo(2);
    assertThat(channel.find(2)).isNull();
    assertThat(channel.find(3)).isEqualTo(group(3));
  }

  @Test
  void shouldCountTheWindowFromWhereItWasRewoundTo() {
    append(1, 4);
    take(4 * WEIGHT);

    channel.rewind(2);

    assertThat(take(3 * WEIGHT)).containsExactly(3L);
    channel.confirm(3);
    assertThat(take(3 * WEIGHT)).containsExactly(4L);
    channel.confirm(4);
    assertThat(channel.isOverdue(Long.MAX_VALUE / 2)).isFalse();
  }

  @Test
  void shouldSkipWhatTheDestinationHasFromAnEarlierLeader() {
    append(1, 3);

    channel.confirm(2);

    assertThat(take(100 * WEIGHT)).containsExactly(3L);
  }

  @Test
  void shouldBeOverdueOnlyWhileSomethingIsOnItsWay() {
    append(1, 1);
    assertThat(channel.isOverdue(RESEND_NANOS)).isFalse();
    take(100 * WEIGHT);

    assertThat(channel.isOverdue(RESEND_NANOS - 1)).isFalse();
    assertThat(channel.isOverdue(RESEND_NANOS)).isTrue();
    channel.confirm(1);
    assertThat(channel.isOverdue(RESEND_NANOS)).isFalse();
  }
}
