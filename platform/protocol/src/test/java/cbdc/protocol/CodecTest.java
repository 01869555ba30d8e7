package cbdc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CodecTest {
  private final CommandCodec commands = new CommandCodec();
  private final ChannelCodec channel = new ChannelCodec();

  @Test
  void shouldReadEveryCommandItWrites() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    for (Command command : Samples.commands()) {
      int length = commands.encode(command, buffer, 3);
      assertThat(commands.decode(buffer, 3, 3 + length)).isEqualTo(command);
      assertThat(commands.decodedLength()).isEqualTo(length);
      for (int cut = 0; cut < length; cut++) {
        int limit = 3 + cut;
        assertThatThrownBy(() -> commands.decode(buffer, 3, limit))
            .isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void shouldReadAQuestionAboutAContent() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    Command question = Command.AskOutcome.about(17, Samples.commands().getFirst());
    int length = commands.encode(question, buffer, 3);
    assertThat(commands.decode(buffer, 3, 3 + length)).isEqualTo(question);
    assertThatThrownBy(() -> commands.decode(buffer, 3, 2 + length))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void shouldReadEveryChannelMessageItWrites() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    for (ChannelMessage message : Samples.messages()) {
      int length = channel.encode(message, buffer, 5);
      assertThat(channel.decode(buffer, 5, 5 + length)).isEqualTo(message);
      assertThat(channel.decodedLength()).isEqualTo(length);
    }
  }

  @Test
  void shouldReadEveryOrderItWritesAndNothingElse() {
    for (Order order : Samples.orders()) {
      byte[] bytes = OrderCodec.encode(order);
      assertThat(OrderCodec.decode(bytes)).isEqualTo(order);
      byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> OrderCodec.decode(longer)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void shouldReadTheGenesisItWrites() {
    byte[] bytes = GenesisCodec.encode(Samples.genesis());
    assertThat(GenesisCodec.decode(bytes)).isEqualTo(Samples.genesis());
  }

  @Test
  void shouldReadTheBatchItWrites() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length = 0;
    for (Command command : Samples.commands()) {
      length += commands.encode(command, buffer, length);
    }
    var parts = List.of(new ClientBatchCodec.FlushPart(3, Samples.filled(32, 9)));
    byte[] clientBatch =
        ClientBatchCodec.encode(
            17, 99, Samples.filled(64, 8), parts, Samples.commands().size(), buffer, 0, length);
    ChannelGroup group = new ChannelGroup(41, 2, Samples.filled(32, 1), Samples.filled(50, 2));
    byte[] entry =
        new BatchWriter()
            .start()
            .acknowledgement(5, 40, 12)
            .delivery(5, group)
            .clientBatch(new UnsafeBuffer(clientBatch), 0, clientBatch.length)
            .finish(1_700_000_000_000L);

    BatchReader reader = new BatchReader().wrap(entry);
    assertThat(reader.stampMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(List.of(reader.acknowledgements(), reader.deliveries(), reader.clientBatches()))
        .containsOnly(1);
    var acknowledgement = reader.nextAcknowledgement();
    assertThat(
            List.of(
                acknowledgement.peer(),
                (int) acknowledgement.mark(),
                (int) acknowledgement.sentBack()))
        .containsExactly(5, 40, 12);
    assertThat(reader.nextDelivery()).isEqualTo(group);
    assertThat(reader.deliverySource()).isEqualTo(5);
    reader.nextClientBatch();
    assertThat(reader.bank()).isEqualTo(17);
    assertThat(reader.keyId()).isEqualTo(99);
    assertThat(reader.signature()).isEqualTo(Samples.filled(64, 8));
    assertThat(reader.flushParts()).isEqualTo(parts);
    assertThat(reader.commandCount()).isEqualTo(Samples.commands().size());
    int at = reader.commandsOffset();
    for (Command command : Samples.commands()) {
      assertThat(commands.decode(reader.buffer(), at, reader.commandsOffset() + length))
          .isEqualTo(command);
      at += commands.decodedLength();
    }
    assertThat(reader.isAtEnd()).isTrue();
    assertThat(new BatchReader().wrapClientBatch(clientBatch).bank()).isEqualTo(17);
  }

  @Test
  void shouldReadTheOutcomesItWrites() {
    OutcomeWriter writer = new OutcomeWriter().start();
    writer.expiredHold(Samples.HOLD, Samples.PAYER, 55);
    writer.acknowledgement(DeliveryAnswer.TOO_EARLY);
    writer.delivery(DeliveryAnswer.GAP);
    writer.deliveryTaken();
    writer.message(0);
    writer.message(RejectionCode.PAYEE_CLOSED.number());
    List<Outcome> outcomes =
        List.of(
            Outcome.Settled.INSTANCE,
            Outcome.Pending.INSTANCE,
            Outcome.Cancelled.INSTANCE,
            new Outcome.Returned(RejectionCode.PAYEE_BLOCKED),
            new Outcome.Rejected(RejectionCode.ID_REUSED),
            new Outcome.Rejected(RejectionCode.LIMIT_DAILY, 4200, 1_700_000_000_000L));
    outcomes.forEach(outcome -> writer.command(outcome, outcome instanceof Outcome.Returned));
    writer.settled(Samples.ID, 17);
    writer.group(9, 100, 3, Samples.filled(32, 6));

    OutcomeReader reader = new OutcomeReader().wrap(writer.finish(1_700_000_000_001L));
    assertThat(reader.head().timeMillis()).isEqualTo(1_700_000_000_001L);
    assertThat(reader.nextExpiredHold())
        .isEqualTo(new OutcomeReader.ExpiredHold(Samples.HOLD, Samples.PAYER, 55));
    assertThat(reader.nextAnswer()).isEqualTo(DeliveryAnswer.TOO_EARLY);
    assertThat(reader.nextAnswer()).isEqualTo(DeliveryAnswer.GAP);
    assertThat(reader.nextAnswer()).isEqualTo(DeliveryAnswer.TAKEN);
    assertThat(reader.messageCount()).isEqualTo(2);
    assertThat(reader.nextMessage()).isZero();
    assertThat(reader.nextMessage()).isEqualTo(RejectionCode.PAYEE_CLOSED.number());
    for (Outcome outcome : outcomes) {
      assertThat(reader.nextCommand()).isEqualTo(outcome);
      assertThat(reader.isDuplicate()).isEqualTo(outcome instanceof Outcome.Returned);
    }
    assertThat(reader.nextGroup())
        .isEqualTo(new OutcomeReader.SentGroup(9, 100, 3, Samples.filled(32, 6)));
    assertThat(reader.head().settled()).isEqualTo(1);
    assertThat(reader.nextSettled()).isEqualTo(new OutcomeReader.Settled(Samples.ID, 17));
  }

  @Test
  void shouldAnswerGarbageWithOneNamedException() {
    long seed = Long.getLong("cbdc.seed", 20_261_122L);
    Random random = new Random(seed);
    List<byte[]> valid = GoldenBytesTest.all().values().stream().toList();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = valid.get(random.nextInt(valid.size())).clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      UnsafeBuffer buffer = new UnsafeBuffer(bytes);
      onlyMalformed(seed, round, () -> commands.decode(buffer, 0, bytes.length));
      onlyMalformed(seed, round, () -> channel.decode(buffer, 0, bytes.length));
      onlyMalformed(seed, round, () -> OrderCodec.decode(bytes));
      onlyMalformed(seed, round, () -> GenesisCodec.decode(bytes));
      onlyMalformed(seed, round, () -> walk(bytes));
    }
  }

  @Test
  void shouldNumberRejectionCodesOnceAndInOrder() {
    Set<Integer> numbers = new HashSet<>();
    int last = 0;
    for (RejectionCode code : RejectionCode.values()) {
      assertThat(numbers.add(code.number())).isTrue();
      assertThat(code.number()).isGreaterThan(last);
      assertThat(RejectionCode.ofNumber(code.number())).isSameAs(code);
      last = code.number();
    }
  }

  private static void walk(byte[] entry) {
    BatchReader reader = new BatchReader().wrap(entry);
    for (int i = 0; i < reader.acknowledgements(); i++) {
      reader.nextAcknowledgement();
    }
    for (int i = 0; i < reader.deliveries(); i++) {
      reader.nextDelivery();
    }
    for (int i = 0; i < reader.clientBatches(); i++) {
      reader.nextClientBatch();
    }
  }

  private static void onlyMalformed(long seed, int round, Runnable decode) {
    try {
      decode.run();
    } catch (MalformedException expected) {
      // The one allowed way to fail.
    } catch (RuntimeException e) {
      throw new AssertionError("round " + round + ": rerun with -Dcbdc.seed=" + seed, e);
    }
  }
}
