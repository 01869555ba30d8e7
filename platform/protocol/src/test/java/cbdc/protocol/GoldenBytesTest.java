package cbdc.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The bytes of the protocol. {@code golden-bytes.txt} may gain lines; an existing line may change
 * only together with a new schema version and a way to read old histories. Until the first release
 * there are no old histories, and a line may change together with the schema.
 */
class GoldenBytesTest {
  @Test
  void shouldWriteTheSameBytesForEver() {
    StringBuilder actual = new StringBuilder();
    all()
        .forEach(
            (name, bytes) ->
                actual
                    .append(name)
                    .append(' ')
                    .append(HexFormat.of().formatHex(bytes))
                    .append('\n'));
    assertThat(actual.toString()).isEqualTo(golden());
  }

  static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    CommandCodec commands = new CommandCodec();
    int number = 0;
    for (Command command : Samples.commands()) {
      int length = commands.encode(command, buffer, 0);
      all.put(
          "command-" + number++ + "-" + command.getClass().getSimpleName(), copy(buffer, length));
    }
    ChannelCodec channel = new ChannelCodec();
    for (ChannelMessage message : Samples.messages()) {
      int length = channel.encode(message, buffer, 0);
      all.put(
          "message-" + number++ + "-" + message.getClass().getSimpleName(), copy(buffer, length));
    }
    for (Order order : Samples.orders()) {
      all.put("order-" + order.getClass().getSimpleName(), OrderCodec.encode(order));
    }
    all.put("genesis", GenesisCodec.encode(Samples.genesis()));
    int length = commands.encode(Samples.commands().get(4), buffer, 0);
    var parts = List.of(new ClientBatchCodec.FlushPart(3, Samples.filled(32, 9)));
    byte[] clientBatch =
        ClientBatchCodec.encode(17, 99, Samples.filled(64, 8), parts, 1, buffer, 0, length);
    all.put("flush-signed-bytes", ClientBatchCodec.signedBytes(5, 6, 17, parts));
    all.put("client-batch", clientBatch);
    all.put(
        "batch",
        new BatchWriter()
            .start()
            .acknowledgement(5, 40, 12)
            .delivery(5, new ChannelGroup(41, 2, Samples.filled(32, 1), Samples.filled(20, 2)))
            .clientBatch(new UnsafeBuffer(clientBatch), 0, clientBatch.length)
            .finish(1_700_000_000_000L));
    OutcomeWriter outcomes = new OutcomeWriter().start();
    outcomes.expiredHold(Samples.HOLD, Samples.PAYER, 55);
    outcomes.deliveryTaken();
    outcomes.message(0);
    outcomes.command(Outcome.Pending.INSTANCE, false);
    outcomes.command(
        new Outcome.Rejected(RejectionCode.LIMIT_DAILY, 4200, 1_700_000_000_000L), true);
    outcomes.group(9, 100, 3, Samples.filled(32, 6));
    outcomes.settled(Samples.ID, 17);
    all.put("outcomes", outcomes.finish(1_700_000_000_001L));
    all.put("audit-mark", new AuditMark(4_711, Samples.filled(32, 5)).encode());
    Command question = new Command.AskOutcome(Samples.ID, Samples.PAYER, 0x0123_4567_89AB_CDEFL);
    all.put("command-AskOutcome-of-content", copy(buffer, commands.encode(question, buffer, 0)));
    return all;
  }

  private static byte[] copy(ExpandableArrayBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  private static String golden() {
    try (var in = GoldenBytesTest.class.getResourceAsStream("golden-bytes.txt")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
