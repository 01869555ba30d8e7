package cbdc.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.CommandId;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WireRoundTripTest {
  @Test
  void shouldReadBackEveryMessage() {
    for (WireSamples.Sample sample : WireSamples.all()) {
      assertThat(sample.decoder().apply(sample.encoded())).isEqualTo(sample.message());
    }
  }

  @Test
  void shouldRefuseEveryMessageThatIsCutOrHasMoreBehindIt() {
    for (WireSamples.Sample sample : WireSamples.all()) {
      byte[] whole = sample.encoded();
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> sample.decoder().apply(cut))
            .as("%s cut to %d bytes", sample.message(), length)
            .isInstanceOf(MalformedException.class);
      }
      byte[] longer = Arrays.copyOf(whole, whole.length + 1);
      assertThatThrownBy(() -> sample.decoder().apply(longer))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void shouldRefuseAnotherFormatVersion() {
    byte[] bytes = new HintsRequest().encode();
    bytes[0]++;
    assertThatThrownBy(() -> HintsRequest.decode(bytes)).hasMessageContaining("format version 2");
  }

  @Test
  void shouldRefuseACountThatTheMessageCannotHold() {
    byte[] bytes = new FlushAnswer(List.of()).encode();
    bytes[1] = 3;
    assertThatThrownBy(() -> FlushAnswer.decode(bytes)).hasMessageContaining("do not fit");
    bytes[3] = 1;
    assertThatThrownBy(() -> FlushAnswer.decode(bytes)).hasMessageContaining("at most 1024");
  }

  @Test
  void shouldRefuseToWriteWhatNobodyWouldRead() {
    List<Outcome> tooMany =
        IntStream.range(0, 5000).<Outcome>mapToObj(i -> Outcome.Settled.INSTANCE).toList();
    FlushAnswer answer = new FlushAnswer(List.of(new BatchAnswer.Answered(1, 1, 1, 1, tooMany)));
    assertThatThrownBy(answer::encode).isInstanceOf(IllegalArgumentException.class);
    BatchAnswer.NotLeader longName = new BatchAnswer.NotLeader(1, 1, "n".repeat(65), 1);
    assertThatThrownBy(new FlushAnswer(List.of(longName))::encode)
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldShowALimitRefusalWithItsAmounts() {
    Outcome refused = new Outcome.Rejected(RejectionCode.LIMIT_DAILY, 700, 1_700_000_000_000L);
    CompletionsAnswer answer =
        new CompletionsAnswer(
            1, 1, List.of(new CompletionsAnswer.CommandFinished(1, WireSamples.ID, refused)));
    assertThat(CompletionsAnswer.decode(answer.encode())).isEqualTo(answer);
  }

  /** May change only together with the label: these bytes are signed. */
  @Test
  void shouldSignTheSameBytesForEver() {
    ReadRequest request =
        new ReadRequest(
            17,
            0x1122334455667788L,
            1_700_000_000_000L,
            3,
            new Query.OfBalance(1_700_000_001_000_003L),
            new byte[0]);
    assertThat(HexFormat.of().formatHex(request.signedBytes(1, 2)))
        .isEqualTo(
            "01000000000000000200000000000000" // cluster
                + "01" // format
                + "1100" // bank
                + "8877665544332211" // key
                + "0068e5cf8b010000" // time
                + "0300000000000000" // nonce
                + "01" // balance of
                + "43822d18240a0600"); // account
  }

  /** Changes only with a new format version: clients and nodes of different builds meet. */
  @Test
  void shouldKeepTheBytesOfACompletion() {
    CompletionsAnswer answer =
        new CompletionsAnswer(
            2,
            3,
            List.of(
                new CompletionsAnswer.CommandFinished(
                    4, new CommandId(5, 6), Outcome.Settled.INSTANCE)));
    assertThat(HexFormat.of().formatHex(answer.encode()))
        .isEqualTo(
            "01"
                + "0200000000000000"
                + "0300000000000000"
                + "01000000"
                + "01"
                + "0400"
                + "0500000000000000"
                + "0600000000000000"
                + "00");
  }
}
