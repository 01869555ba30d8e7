package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsPropertyTest {
  private static final int PEER = 2;
  private static final List<OutgoingKind> KINDS = List.of(OutgoingKind.values());

  private static final class Sent {
    ChannelMessage message;
    OutgoingKind kind;
    int payerSlot;
    long amount;
    int day;
    int year;
    boolean isReturned;
  }

  private final LedgerGenesis genesis = SampleGenesis.of(4);
  private final Channels source = new Channels(new Generations(), genesis, 1, 500);
  private final Channels destination = new Channels(new Generations(), genesis, PEER, 500);
  private final List<Sent> model = new ArrayList<>();
  private final List<ChannelGroup> sealed = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldBehaveLikeAList(long seed) {
    Random random = new Random(seed);
    long sentValue = 0;
    for (int step = 0; step < 3_000; step++) {
      int messages = random.nextInt(8);
      for (int i = 0; i < messages; i++) {
        sentValue += append(random);
      }
      int groupsBefore = sealed.size();
      source.sealGroups(
          (peer, group) -> {
            assertThat(peer).isEqualTo(PEER);
            sealed.add(group);
          });
      assertThat(sealed.size() - groupsBefore).isEqualTo(messages == 0 ? 0 : 1);
      if (random.nextInt(3) == 0) {
        deliver(random);
      }
      if (random.nextInt(4) == 0) {
        acknowledgeAndTrim(random);
      }
      markSomeReturned(random);
      compare(seed, random);
      assertThat(source.sent(PEER)).as("seed %d", seed).isEqualTo(sentValue);
    }
    assertThat(source.totalSent()).isEqualTo(sentValue);
    assertThat(destination.totalReceived()).isEqualTo(destination.received(1)).isNotZero();
    assertThat(source.trimmedMark(PEER)).as("seed %d", seed).isGreaterThan(100);
  }

  private long append(Random random) {
    Sent sent = new Sent();
    CommandId id = CommandId.of(SampleGenesis.TIME_MILLIS, random.nextLong(), random.nextLong());
    sent.kind = KINDS.get(random.nextInt(KINDS.size()));
    // Large enough for the sums of a channel's life to pass 2^63 many times.
    sent.amount = random.nextLong(Long.MAX_VALUE);
    sent.payerSlot = random.nextInt(5) - 1;
    sent.day = random.nextInt();
    sent.year = random.nextInt();
    sent.message =
        switch (sent.kind) {
          case TRANSFER, HOLD_CAPTURE ->
              new ChannelMessage.Transfer(
                  id, 1, 2, sent.amount, Text.EMPTY, Text.of("n".repeat(random.nextInt(140))));
          case RETURN ->
              new ChannelMessage.Return(id, 1, 2, sent.amount, RejectionCode.PAYEE_CLOSED);
          case ORDER ->
              new ChannelMessage.ForwardedOrder(id, new byte[random.nextInt(100)], List.of());
          case ORDER_REFUSAL -> new ChannelMessage.OrderRefusal(id, 1, RejectionCode.ORDER_INVALID);
        };
    model.add(sent);
    long sequence =
        source.append(
            PEER, sent.message, sent.kind, sent.payerSlot, sent.amount, sent.day, sent.year);
    assertThat(sequence).isEqualTo(model.size());
    assertThat(source.lastSequence(PEER)).isEqualTo(model.size());
    return sent.amount;
  }

  private void deliver(Random random) {
    long from = destination.incomingMark(1) + 1;
    if (from <= source.trimmedMark(PEER)) {
      return;
    }
    for (ChannelGroup group : source.groupsFrom(PEER, from, random.nextInt(2_000))) {
      assertThat(group.firstSequence()).isEqualTo(destination.incomingMark(1) + 1);
      assertThat(destination.hashAfter(destination.incomingHash(1), group.messages()))
          .isEqualTo(group.hashAfter());
      destination.take(1, group);
      int at = 0;
      ChannelCodec codec = new ChannelCodec();
      for (long sequence = group.firstSequence(); sequence <= group.lastSequence(); sequence++) {
        ChannelMessage message =
            codec.decode(new UnsafeBuffer(group.messages()), at, group.messages().length);
        assertThat(message).isEqualTo(model.get((int) sequence - 1).message);
        at += codec.decodedLength();
        destination.addReceived(1, model.get((int) sequence - 1).amount);
      }
    }
    assertThat(destination.incomingHash(1)).hasSize(32);
  }

  private void acknowledgeAndTrim(Random random) {
    long mark = destination.incomingMark(1);
    source.acknowledge(PEER, mark);
    long before = source.trimmedMark(PEER);
    int max = random.nextInt(30);
    assertThat(source.trimTo(PEER, mark, max)).isEqualTo(Math.min(mark, before + max));
    assertThat(source.trimmedMark(PEER)).isEqualTo(Math.min(mark, before + max));
  }

  private void markSomeReturned(Random random) {
    long sequence = source.trimmedMark(PEER) + 1 + random.nextInt(20);
    assertThat(source.isKept(PEER, sequence)).isEqualTo(sequence <= source.sealedMark(PEER));
    if (source.isKept(PEER, sequence) && random.nextInt(10) == 0) {
      source.markReturned(PEER, sequence);
      model.get((int) sequence - 1).isReturned = true;
    }
  }

  private void compare(long seed, Random random) {
    long trimmed = source.trimmedMark(PEER);
    long limited = model.stream().skip(trimmed).filter(s -> s.kind.isLimited()).count();
    assertThat(source.outboxTransfers(PEER)).as("seed %d", seed).isEqualTo((int) limited);
    assertThat(source.isOutboxFull(PEER)).isEqualTo(limited >= 500);
    assertThat(source.isKept(PEER, trimmed)).isFalse();
    if (trimmed < source.sealedMark(PEER)) {
      long sequence = trimmed + 1 + random.nextLong(source.sealedMark(PEER) - trimmed);
      Sent sent = model.get((int) sequence - 1);
      assertThat(source.outgoingIdHigh(PEER, sequence))
          .as("seed %d", seed)
          .isEqualTo(sent.message.id().high());
      assertThat(source.outgoingIdLow(PEER, sequence)).isEqualTo(sent.message.id().low());
      assertThat(source.outgoingKind(PEER, sequence)).isEqualTo(sent.kind);
      assertThat(source.outgoingAmount(PEER, sequence)).isEqualTo(sent.amount);
      assertThat(source.outgoingPayerSlot(PEER, sequence)).isEqualTo(sent.payerSlot);
      assertThat(source.outgoingDay(PEER, sequence)).isEqualTo(sent.day);
      assertThat(source.outgoingYear(PEER, sequence)).isEqualTo(sent.year);
      assertThat(source.isReturned(PEER, sequence)).as("seed %d", seed).isEqualTo(sent.isReturned);
    }
  }

  @Test
  void shouldHashEveryChannelFromItsOwnBeginning() {
    assertThat(source.outgoingHash(PEER))
        .isEqualTo(destination.incomingHash(1))
        .isNotEqualTo(source.outgoingHash(3));
    assertThat(source.outgoingHash(PEER)).isNotEqualTo(destination.outgoingHash(1));
  }

  @Test
  void shouldRefuseMarksThatContradictWhatWasSent() {
    assertThatThrownBy(() -> source.acknowledge(PEER, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> source.trimTo(PEER, 1, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> source.markReturned(PEER, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> source.take(PEER, new ChannelGroup(2, 1, new byte[32], new byte[0])))
        .isInstanceOf(IllegalStateException.class);
  }
}
