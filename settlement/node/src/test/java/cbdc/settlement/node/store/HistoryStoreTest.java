package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Appending, comparing, skipping and reading the history of a shard. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HistoryStoreTest {
  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();

  @Test
  void shouldReadWhatWasAppendedWithTheEntryKeptOnce() {
    byte[] entry = new byte[10_000];
    java.util.Arrays.fill(entry, (byte) 7);
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      Logs.append(raft, 1, 4, entry);
      long bytes = store.metrics().loggedBytes();
      HistoryRecord record =
          new HistoryRecord(1, 1, 4, (byte) 1, entry, new byte[] {5, 6}, Logs.hash(1));
      store.history(0).append(record);
      raft.flush();
      assertThat(store.history(0).read(1)).contains(record);
      assertThat(store.metrics().loggedBytes() - bytes)
          .as("entry bytes are in the log only")
          .isLessThan(10_300);
      assertThat(store.history(0).read(2)).isEmpty();
    }
  }

  @Test
  void shouldKeepEntriesThatAreNotInTheLog() {
    HistoryRecord record = record(1, 17, 1);
    try (NodeStore store = Logs.open(dir, failStop)) {
      store.history(3).append(record);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThat(store.history(3).read(1)).contains(record);
      assertThat(store.history(3).lastNumber()).isEqualTo(1);
    }
  }

  @Test
  void shouldAcceptTheSameAgainAfterARestartAndThenGoOn() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      appendAll(store.history(0), 1, 5);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      appendAll(store.history(0), 1, 8);
      assertThat(store.history(0).read(1, 100, Long.MAX_VALUE))
          .hasSize(8)
          .extracting(HistoryRecord::number)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
      assertThat(failStop.reasons()).isEmpty();
    }
  }

  @Test
  void shouldHaltWhenAReappliedEntryGivesAnotherHash() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      appendAll(store.history(0), 1, 5);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      HistoryStore history = store.history(0);
      appendAll(history, 1, 2);
      Thread thread = new Thread(() -> history.append(record(3, 3, 99)));
      thread.setDaemon(true);
      thread.start();
      while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(thread.isAlive()).isTrue();
      assertThat(failStop.reasons())
          .hasSize(1)
          .first()
          .asString()
          .contains("shard 0")
          .contains("history record 3 (index 3) differs");
    }
  }

  @Test
  void shouldHaltWhenANumberIsSkipped() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      HistoryStore history = store.history(0);
      Thread thread = new Thread(() -> history.append(record(2, 2, 2)));
      thread.setDaemon(true);
      thread.start();
      while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(failStop.reasons())
          .hasSize(1)
          .first()
          .asString()
          .contains("expected history record 1 but got 2");
    }
  }

  @Test
  void shouldMakeOneGapOfTwoSnapshotsInARow() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      HistoryStore history = store.history(0);
      appendAll(history, 1, 2);
      history.resumeAfter(6);
      history.resumeAfter(9);
      assertThat(history.gaps()).containsExactly(new HistoryGap(3, 9));
      history.append(record(10, 100, 10));
      history.resumeAfter(20);
      assertThat(history.gaps()).containsExactly(new HistoryGap(3, 9), new HistoryGap(11, 20));
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      assertThat(store.history(0).gaps())
          .containsExactly(new HistoryGap(3, 9), new HistoryGap(11, 20));
    }
  }

  @Test
  void shouldNoteAGapAndFillItFromItsStart() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      HistoryStore history = store.history(0);
      appendAll(history, 1, 2);
      history.resumeAfter(6);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      HistoryStore history = store.history(0);
      assertThat(history.gaps()).containsExactly(new HistoryGap(3, 6));
      assertThat(history.lastNumber()).isEqualTo(6);
      history.resumeAfter(6);
      history.append(record(7, 70, 7));
      assertThat(history.read(2, 10, Long.MAX_VALUE))
          .extracting(HistoryRecord::number)
          .containsExactly(2L, 7L);
      assertThatThrownBy(() -> history.backfill(List.of(record(5, 50, 5))))
          .hasMessageContaining("no gap starts at");
      history.backfill(List.of(record(3, 30, 3), record(4, 40, 4)));
      assertThat(history.gaps()).containsExactly(new HistoryGap(5, 6));
    }
    try (OfflineStore offline = NodeStore.openReadOnly(dir)) {
      assertThat(offline.gaps(0)).containsExactly(new HistoryGap(5, 6));
      List<Long> numbers = new java.util.ArrayList<>();
      offline.history(0, record -> numbers.add(record.number()));
      assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 7L);
      assertThat(offline.shards()).containsExactly(0);
      assertThat(offline.lastHistoryNumber(0)).isEqualTo(7);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      store.history(0).backfill(List.of(record(5, 50, 5), record(6, 60, 6)));
      assertThat(store.history(0).gaps()).isEmpty();
      assertThat(store.history(0).read(1, 10, Long.MAX_VALUE)).hasSize(7);
    }
  }

  @Test
  void shouldLimitAReadByCountAndBytes() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      HistoryStore history = store.history(0);
      appendAll(history, 1, 20);
      assertThat(history.read(5, 3, Long.MAX_VALUE))
          .extracting(HistoryRecord::number)
          .containsExactly(5L, 6L, 7L);
      assertThat(history.read(1, 100, 60)).hasSize(6);
    }
  }

  private static void appendAll(HistoryStore history, int from, int to) {
    for (int i = from; i <= to; i++) {
      history.append(record(i, i, i));
    }
  }

  /** Ten bytes of entry and outcome together. */
  private static HistoryRecord record(long number, long index, int seed) {
    return new HistoryRecord(
        number,
        index,
        1,
        (byte) 1,
        new byte[] {1, (byte) seed, 3, 4, 5, 6},
        new byte[4],
        Logs.hash(seed));
  }
}
