package cbdc.settlement.node.shard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsAnswer.CommandFinished;
import cbdc.protocol.wire.CompletionsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CompletionStreamsTest {
  private static final ClientId CLIENT = new ClientId(1, 1);
  private static final int SHARD = 3;

  private final AtomicLong nanos = new AtomicLong();
  private final CompletionStreams streams = new CompletionStreams(nanos::get);
  private final ExecutorService readers = Executors.newCachedThreadPool();

  @AfterEach
  void stopReaders() {
    readers.shutdownNow();
  }

  private void finish(ClientId client, long number) {
    streams.finished(client, SHARD, new CommandId(0, number), Outcome.Settled.INSTANCE);
  }

  private CompletionsAnswer read(ClientId client, long incarnation, long behind) throws Exception {
    return streams.read(new CompletionsRequest(client, incarnation, behind, 0)).take();
  }

  private Future<CompletionsAnswer> readWaiting(ClientId client) {
    return readers.submit(
        () ->
            streams
                .read(new CompletionsRequest(client, 0, 0, CompletionsRequest.MAX_WAIT_MILLIS))
                .await());
  }

  private static List<Long> numbers(CompletionsAnswer answer) {
    return answer.entries().stream().map(entry -> ((CommandFinished) entry).id().low()).toList();
  }

  @Test
  void shouldMakeNoStreamForAReaderOfNothing() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      assertThat(read(new ClientId(i, i), 0, 0)).isEqualTo(CompletionsAnswer.NOTHING);
    }

    assertThat(streams.size()).isZero();
  }

  @Test
  void shouldTellAtOnceThatAStreamIsGone() throws Exception {
    CompletionsAnswer answer =
        streams
            .read(new CompletionsRequest(CLIENT, 77, 5, CompletionsRequest.MAX_WAIT_MILLIS))
            .await();

    assertThat(answer).isEqualTo(CompletionsAnswer.NOTHING);
  }

  @Test
  void shouldWakeAReaderThatCameBeforeTheFirstEntry() throws Exception {
    Future<CompletionsAnswer> reader = readWaiting(CLIENT);
    awaitWaiting(1);

    finish(CLIENT, 1);

    assertThat(numbers(reader.get(30, SECONDS))).containsExactly(1L);
  }

  @Test
  void shouldWakeEveryReaderOfAStreamAlthoughOneHasLeft() throws Exception {
    finish(CLIENT, 1);
    CompletionsAnswer first = read(CLIENT, 0, 0);
    Future<CompletionsAnswer> patient =
        readers.submit(
            () ->
                streams
                    .read(
                        new CompletionsRequest(
                            CLIENT, first.incarnation(), 1, CompletionsRequest.MAX_WAIT_MILLIS))
                    .await());
    awaitWaiting(1);
    streams.read(new CompletionsRequest(CLIENT, first.incarnation(), 1, 1)).await();

    finish(CLIENT, 2);

    assertThat(numbers(patient.get(30, SECONDS))).containsExactly(2L);
  }

  @Test
  void shouldLetOnlySoManyReadersWait() throws Exception {
    List<Future<CompletionsAnswer>> waiting = new ArrayList<>();
    for (int i = 0; i < CompletionStreams.WAITING_MAX; i++) {
      waiting.add(readWaiting(CLIENT));
    }
    awaitWaiting(CompletionStreams.WAITING_MAX);

    assertThat(readWaiting(new ClientId(2, 2)).get(30, SECONDS))
        .isEqualTo(CompletionsAnswer.NOTHING);

    finish(CLIENT, 1);
    for (Future<CompletionsAnswer> reader : waiting) {
      assertThat(numbers(reader.get(30, SECONDS))).containsExactly(1L);
    }
    assertThat(streams.waiting()).isZero();
  }

  @Test
  void shouldDropStreamsWithoutAReaderInTime() throws Exception {
    ClientId idle = new ClientId(2, 2);
    finish(CLIENT, 1);
    finish(idle, 1);
    CompletionsAnswer first = read(CLIENT, 0, 0);
    for (int i = 0; i < 5; i++) {
      nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
      read(CLIENT, first.incarnation(), 1);
    }

    assertThat(streams.size()).isEqualTo(1);
    assertThat(read(idle, 0, 0)).isEqualTo(CompletionsAnswer.NOTHING);
    assertThat(read(CLIENT, first.incarnation(), 0).incarnation()).isEqualTo(first.incarnation());
  }

  @Test
  void shouldDropTheStreamReadLongestAgoForOneTooMany() throws Exception {
    for (int i = 0; i < CompletionStreams.STREAMS_MAX; i++) {
      finish(new ClientId(9, i), 1);
    }
    nanos.addAndGet(1);
    for (int i = 0; i < CompletionStreams.STREAMS_MAX; i++) {
      if (i != 500) {
        read(new ClientId(9, i), 0, 0);
      }
    }

    finish(CLIENT, 1);

    assertThat(streams.size()).isEqualTo(CompletionStreams.STREAMS_MAX);
    assertThat(read(new ClientId(9, 500), 0, 0)).isEqualTo(CompletionsAnswer.NOTHING);
    assertThat(read(CLIENT, 0, 0).entries()).hasSize(1);
  }

  @Test
  void shouldMakeRoomAsEntriesComeAndKeepTheirOrder() throws Exception {
    CompletionStream stream = new CompletionStream(1, 64, 0);
    assertThat(stream.room()).isEqualTo(16);
    append(stream, 1, 10);
    assertThat(numbers(stream.read(1, 7, 0))).containsExactly(8L, 9L, 10L);

    append(stream, 11, 30);

    assertThat(stream.room()).isEqualTo(32);
    CompletionsAnswer grown = stream.read(1, 8, 0);
    assertThat(grown.firstSequence()).isEqualTo(9);
    assertThat(numbers(grown)).containsExactlyElementsOf(range(9, 30));
  }

  @Test
  void shouldLoseTheOldestEntriesWhenFull() throws Exception {
    CompletionStream stream = new CompletionStream(1, 64, 0);

    append(stream, 1, 100);

    assertThat(stream.room()).isEqualTo(64);
    CompletionsAnswer kept = stream.read(1, 0, 0);
    assertThat(kept.firstSequence()).isEqualTo(37);
    assertThat(numbers(kept)).containsExactlyElementsOf(range(37, 100));
  }

  private static void append(CompletionStream stream, long from, long to) {
    stream.append(
        range(from, to).stream()
            .map(n -> new CommandFinished(SHARD, new CommandId(0, n), Outcome.Settled.INSTANCE))
            .toList());
  }

  private static List<Long> range(long from, long to) {
    return java.util.stream.LongStream.rangeClosed(from, to).boxed().toList();
  }

  private void awaitWaiting(int readers) {
    while (streams.waiting() < readers) {
      Thread.onSpinWait();
    }
  }
}
