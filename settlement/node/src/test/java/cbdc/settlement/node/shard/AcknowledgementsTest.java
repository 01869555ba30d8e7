package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.BatchReader;
import cbdc.protocol.BatchWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private static final int PEER = 2;
  private static final long AFTER_NANOS = 50;

  private final Acknowledgements acknowledgements = new Acknowledgements();
  private long received;

  /** What an entry made now would carry: peer, mark, sent back. */
  private List<String> written() {
    BatchWriter writer = new BatchWriter().start();
    acknowledgements.writeTo(writer, peer -> received);
    BatchReader reader = new BatchReader().wrap(writer.finish(0));
    List<String> written = new ArrayList<>();
    for (int i = reader.acknowledgements(); i > 0; i--) {
      var next = reader.nextAcknowledgement();
      written.add(next.peer() + " " + next.mark() + " " + next.sentBack());
    }
    return written;
  }

  private boolean isDue(long nowNanos) {
    return acknowledgements.isDue(nowNanos, AFTER_NANOS, peer -> received);
  }

  @Test
  void shouldKeepTheNewestOfAPeer() {
    acknowledgements.offer("n", PEER, 5, 0, 0);
    acknowledgements.offer("n", PEER, 9, 0, 1);
    acknowledgements.offer("n", PEER, 7, 0, 2);
    acknowledgements.offer("n", 0, 1, 0, 3);

    assertThat(written()).containsExactly("0 1 0", "2 9 0");
    assertThat(written()).isEmpty();
  }

  @Test
  void shouldForgetWhatStoppedChannelsAcknowledged() {
    acknowledgements.offer("n", PEER, 5, 0, 0);
    acknowledgements.offer("n", 0, 1, 0, 0);

    acknowledgements.forgetIf(peer -> peer == PEER);

    assertThat(written()).containsExactly("0 1 0");
  }

  @Test
  void shouldWaitUntilTheReverseChannelWasReceivedThatFar() {
    acknowledgements.offer("n", PEER, 5, 3, 0);
    received = 2;
    assertThat(isDue(1_000)).isFalse();
    assertThat(written()).isEmpty();

    received = 3;

    assertThat(isDue(1_000)).isTrue();
    assertThat(written()).containsExactly("2 5 3");
  }

  @Test
  void shouldBeDueSomeTimeAfterTheFirstOfAPeerThoughNewerOnesCome() {
    acknowledgements.offer("n", PEER, 5, 0, 100);
    acknowledgements.offer("n", PEER, 6, 0, 149);

    assertThat(isDue(149)).isFalse();
    assertThat(isDue(150)).isTrue();
  }

  @Test
  void shouldNotBeDueWithoutAny() {
    assertThat(isDue(Long.MAX_VALUE)).isFalse();
    assertThat(acknowledgements.peers()).isEmpty();
  }
}
