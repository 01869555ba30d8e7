package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a flush promises, and what happens when the disk does not keep it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CommitterTest {
  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();
  private final SwitchableWriter writer = new SwitchableWriter();
  private NodeStore store;

  @BeforeEach
  void open() {
    StoreOptions options = StoreOptions.small().withDiskLimits(0, 0);
    store = NodeStore.open(dir, options, failStop, writer, () -> Long.MAX_VALUE);
  }

  @AfterEach
  void close() {
    writer.letAllSync();
    store.close();
  }

  @Test
  void shouldReturnFromFlushOnlyAfterTheSync() throws InterruptedException {
    RaftShardStore raft = Logs.started(store, 0);
    writer.holdSyncs();
    CountDownLatch flushed = new CountDownLatch(1);
    onDaemon(
        () -> {
          Logs.append(raft, 1, 1, new byte[100]);
          raft.flush();
          flushed.countDown();
        });
    writer.awaitSyncWaiting();
    assertThat(flushed.getCount()).as("flush while the sync stands still").isEqualTo(1);
    writer.letOneSync();
    assertThat(flushed.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldShareOneSyncAmongGroupsThatWaitTogether() throws InterruptedException {
    int groups = 8;
    List<RaftShardStore> shards = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      shards.add(Logs.started(store, i));
    }
    writer.holdSyncs();
    Thread first = onDaemon(() -> appendAndFlush(shards.get(0)));
    writer.awaitSyncWaiting();
    int syncsBefore = writer.synced().size();
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < groups; i++) {
      RaftShardStore shard = shards.get(i);
      others.add(onDaemon(() -> appendAndFlush(shard)));
    }
    while (others.stream().anyMatch(t -> t.getState() != Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
    writer.letOneSync();
    writer.letOneSync();
    first.join();
    for (Thread other : others) {
      other.join();
    }
    assertThat(writer.synced().size() - syncsBefore).as("syncs for eight groups").isEqualTo(2);
    assertThat(writer.synced().get(syncsBefore + 1).logEntries()).isEqualTo(groups - 1);
  }

  @Test
  void shouldNotSyncForHistoryAlone() {
    RaftShardStore raft = Logs.started(store, 0);
    Logs.append(raft, 1, 1, new byte[] {1});
    raft.flush();
    int syncs = writer.synced().size();
    store
        .history(0)
        .append(new HistoryRecord(1, 1, 1, (byte) 1, new byte[] {1}, new byte[] {2}, Logs.hash(1)));
    assertThat(store.history(0).read(1)).isPresent();
    assertThat(writer.synced()).hasSize(syncs);
    store.history(0).flush();
    assertThat(writer.synced()).hasSize(syncs + 1);
  }

  @Test
  void shouldHaltAndAcknowledgeNothingWhenASyncFails() throws InterruptedException {
    RaftShardStore raft = Logs.started(store, 0);
    RaftShardStore other = Logs.started(store, 1);
    writer.fail();
    CountDownLatch acknowledged = new CountDownLatch(1);
    Thread flushing =
        onDaemon(
            () -> {
              appendAndFlush(raft);
              acknowledged.countDown();
            });
    while (failStop.reasons().isEmpty()) {
      Thread.onSpinWait();
    }
    awaitStanding(flushing);
    assertThat(failStop.reasons()).hasSize(1).first().asString().contains("injected");
    assertThat(store.isHalted()).isTrue();
    Thread late =
        onDaemon(
            () -> {
              appendAndFlush(other);
              acknowledged.countDown();
            });
    awaitStanding(late);
    late.interrupt();
    // What a leader sends again is there already, and only flushed once more.
    Thread resent =
        onDaemon(
            () -> {
              raft.flush();
              acknowledged.countDown();
            });
    awaitStanding(resent);
    assertThat(acknowledged.getCount()).isEqualTo(1);
    assertThat(failStop.reasons()).hasSize(1);
  }

  @Test
  void shouldMakeCallersWaitWhenTheQueueIsFull() throws InterruptedException {
    RaftShardStore raft = Logs.started(store, 0);
    writer.holdSyncs();
    Thread first = onDaemon(() -> appendAndFlush(Logs.started(store, 1)));
    writer.awaitSyncWaiting();
    int entries = 40;
    CountDownLatch queued = new CountDownLatch(entries);
    Thread filling =
        onDaemon(
            () -> {
              for (int i = 1; i <= entries; i++) {
                Logs.append(raft, i, 1, new byte[1 << 20]);
                queued.countDown();
              }
            });
    awaitStanding(filling);
    assertThat(queued.getCount())
        .as("entries not yet taken though 8 MiB may queue")
        .isBetween(25L, 35L);
    writer.letAllSync();
    first.join();
    filling.join();
    raft.flush();
    assertThat(raft.lastIndex()).isEqualTo(entries);
  }

  @Test
  void shouldCountSyncsEntriesAndBytes() {
    RaftShardStore raft = Logs.started(store, 0);
    StoreMetrics metrics = store.metrics();
    long syncs = metrics.syncs();
    long bytes = metrics.loggedBytes();
    Logs.append(raft, 1, 1, new byte[1000]);
    Logs.append(raft, 2, 1, new byte[1000]);
    raft.flush();
    assertThat(metrics.syncs()).isEqualTo(syncs + 1);
    assertThat(metrics.logEntries()).isEqualTo(2);
    assertThat(metrics.loggedBytes() - bytes).isBetween(2000L, 2200L);
    assertThat(StoreMetrics.quantile(metrics.syncNanosHistogram(), 0.5)).isPositive();
    assertThat(StoreMetrics.quantile(metrics.entriesPerSyncHistogram(), 1.0)).isEqualTo(2);
  }

  @Test
  void shouldFindTheRightBucketForEveryValue() {
    for (long value = 0; value < 100_000; value++) {
      int bucket = StoreMetrics.bucket(value);
      assertThat(StoreMetrics.bucketCeiling(bucket)).isGreaterThanOrEqualTo(value);
      if (bucket > 0) {
        assertThat(StoreMetrics.bucketCeiling(bucket - 1)).isLessThan(value);
      }
    }
  }

  private static void appendAndFlush(RaftShardStore raft) {
    Logs.append(raft, raft.lastIndex() + 1, 1, new byte[100]);
    raft.flush();
  }

  private static Thread onDaemon(Runnable action) {
    Thread thread = new Thread(action, "test-group");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitStanding(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
