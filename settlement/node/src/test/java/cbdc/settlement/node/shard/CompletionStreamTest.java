package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsAnswer.CommandFinished;
import cbdc.protocol.wire.CompletionsRequest;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CompletionStreamTest {
  private static final long INCARNATION = 77;
  private static final int CAPACITY = 4;

  private final CompletionStream stream = new CompletionStream(INCARNATION, CAPACITY, 0);

  private static CommandFinished finished(long n) {
    return new CommandFinished(1, new CommandId(1, n), Outcome.Settled.INSTANCE);
  }

  private void append(long from, long to) {
    stream.append(LongStream.rangeClosed(from, to).mapToObj(n -> finished(n)).toList());
  }

  private CompletionsAnswer read(long incarnation, long behind) {
    return stream.read(incarnation, behind, 0);
  }

  @Test
  void shouldGiveEntriesBehindTheOnesSeen() {
    append(1, 3);

    assertThat(read(INCARNATION, 1))
        .isEqualTo(new CompletionsAnswer(INCARNATION, 2, List.of(finished(2), finished(3))));
  }

  @Test
  void shouldGiveAnEntryAgainUntilItWasSeen() {
    append(1, 2);

    assertThat(read(INCARNATION, 0).entries()).hasSize(2);
    assertThat(read(INCARNATION, 0).entries()).hasSize(2);
    assertThat(read(INCARNATION, 2).entries()).isEmpty();
    assertThat(read(INCARNATION, 2).firstSequence()).isEqualTo(3);
  }

  @Test
  void shouldShowByTheSequenceThatEntriesWereLost() {
    append(1, 6);

    CompletionsAnswer answer = read(INCARNATION, 0);

    assertThat(answer.firstSequence()).isEqualTo(3);
    assertThat(answer.entries())
        .isEqualTo(List.of(finished(3), finished(4), finished(5), finished(6)));
  }

  @Test
  void shouldStartFromTheOldestForWhoKnewAnotherIncarnation() {
    append(1, 3);

    CompletionsAnswer answer = read(INCARNATION + 1, 3);

    assertThat(answer.incarnation()).isEqualTo(INCARNATION);
    assertThat(answer.firstSequence()).isOne();
    assertThat(answer.entries()).hasSize(3);
  }

  @Test
  void shouldKeepClientsApart() {
    CompletionStreams streams = new CompletionStreams(() -> 0);
    ClientId first = new ClientId(1, 1);
    ClientId second = new ClientId(2, 2);

    streams.finished(first, 1, new CommandId(1, 9), Outcome.Settled.INSTANCE);

    assertThat(streams.read(new CompletionsRequest(second, 0, 0, 0)).take().entries()).isEmpty();
    CompletionsAnswer own = streams.read(new CompletionsRequest(first, 0, 0, 0)).take();
    assertThat(own.entries()).isEqualTo(List.of(finished(9)));
    assertThat(own.incarnation()).isNotZero();
  }
}
