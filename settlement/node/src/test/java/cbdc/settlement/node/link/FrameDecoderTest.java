package cbdc.settlement.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.SeededRandom;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {

  private static final int LONGEST = 300;

  private final List<String> got = new ArrayList<>();

  private boolean take(int type, byte[] payload) {
    got.add(type + ":" + Buffer.buffer(payload).toString("ISO-8859-1"));
    return true;
  }

  private static Buffer frame(int type, byte[] payload) {
    return Buffer.buffer().appendInt(payload.length).appendByte((byte) type).appendBytes(payload);
  }

  @Test
  void shouldFindTheSameFramesHoweverTheStreamIsCut() {
    for (long seed = 1; seed <= 300; seed++) {
      SeededRandom random = new SeededRandom(seed);
      Buffer stream = Buffer.buffer();
      List<String> expected = new ArrayList<>();
      for (int i = random.between(1, 40); i > 0; i--) {
        byte[] payload = random.bytes(random.between(0, LONGEST));
        int type = random.between(0, 255);
        stream.appendBuffer(frame(type, payload));
        expected.add(type + ":" + Buffer.buffer(payload).toString("ISO-8859-1"));
      }
      got.clear();
      FrameDecoder decoder = new FrameDecoder(LONGEST);
      int at = 0;
      while (at < stream.length()) {
        int end =
            Math.min(stream.length(), at + random.between(1, random.chance(1, 2) ? 8 : 1_000));
        assertThat(decoder.feed(stream.getBuffer(at, end), this::take)).isEqualTo(-1);
        at = end;
      }
      assertThat(got).as("rerun with seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void shouldReportAFrameThatIsTooLongBeforeReadingIt() {
    FrameDecoder decoder = new FrameDecoder(LONGEST);
    Buffer header = Buffer.buffer().appendInt(LONGEST + 1).appendByte((byte) 1);
    assertThat(decoder.feed(frame(7, new byte[LONGEST]).appendBuffer(header), this::take))
        .isEqualTo(LONGEST + 1);
    assertThat(got).hasSize(1);
    assertThat(
            new FrameDecoder(LONGEST)
                .feed(Buffer.buffer().appendInt(-1).appendByte((byte) 1), this::take))
        .as("the length is unsigned")
        .isEqualTo(0xffffffffL);
  }

  @Test
  void shouldStopWhenTheSinkSaysSo() {
    FrameDecoder decoder = new FrameDecoder(LONGEST);
    Buffer two = frame(1, new byte[3]).appendBuffer(frame(2, new byte[3]));
    decoder.feed(
        two,
        (type, payload) -> {
          take(type, payload);
          return false;
        });
    assertThat(got).hasSize(1);
  }
}
