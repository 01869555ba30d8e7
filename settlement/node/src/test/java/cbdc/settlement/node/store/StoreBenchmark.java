package cbdc.settlement.node.store;

import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the committer: groups that each append an entry, wait for its flush, apply it with a
 * history record, and begin again. Not a test: {@code java -cp ... StoreBenchmark DIR [groups]
 * [entry bytes] [seconds] [snapshots: 0 or 1]}, or {@code StoreBenchmark DIR handoff}: how long a
 * snapshot of 150,000 changed pages holds the group's thread.
 */
final class StoreBenchmark {
  private static final int OUTCOME_BYTES = 600;
  private static final int PAGES = 20_000;

  private StoreBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path dir = Files.createTempDirectory(Path.of(args[0]), "store-benchmark");
    if (args.length > 1 && args[1].equals("handoff")) {
      measureHandOff(dir);
      return;
    }
    int groups = args.length > 1 ? Integer.parseInt(args[1]) : 16;
    int entryBytes = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
    int seconds = args.length > 3 ? Integer.parseInt(args[3]) : 10;
    boolean snapshots = args.length > 4 && args[4].equals("1");
    NodeStore store =
        NodeStore.open(
            dir,
            StoreOptions.defaults(),
            (reason, cause) -> {
              System.err.println(reason);
              Runtime.getRuntime().halt(70);
            });
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong entries = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      int group = g;
      RaftShardStore raft = Logs.started(store, group);
      threads.add(
          new Thread(() -> append(store, raft, group, entryBytes, snapshots, entries, stop)));
    }
    long started = System.nanoTime();
    threads.forEach(Thread::start);
    Thread.sleep(seconds * 1000L);
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    double elapsed = (System.nanoTime() - started) / 1e9;
    print(System.out, store.metrics(), entries.get(), elapsed, groups, entryBytes, snapshots);
    long closing = System.nanoTime();
    store.close();
    long reopening = System.nanoTime();
    NodeStore reopened = NodeStore.open(dir, StoreOptions.defaults(), (reason, cause) -> {});
    System.out.printf(
        Locale.ROOT,
        "close %.2f s, reopen %.2f s%n",
        (reopening - closing) / 1e9,
        (System.nanoTime() - reopening) / 1e9);
    reopened.close();
  }

  private static void measureHandOff(Path dir) {
    try (NodeStore store = NodeStore.open(dir, StoreOptions.defaults(), (reason, cause) -> {})) {
      RaftShardStore raft = Logs.started(store, 0);
      PagedMachine machine = new PagedMachine(1);
      for (long index = 1; index <= 8; index++) {
        Logs.append(raft, index, 1, new byte[] {1});
        raft.flush();
        byte[] page = {(byte) index};
        for (int i = 0; i < 150_000; i++) {
          machine.put(new PagedMachine.Key(0, i), page);
        }
        SnapshotSource source = machine.freeze(index);
        long started = System.nanoTime();
        long cpuStarted = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        List<Object> pieces = new ArrayList<>();
        raft.takeSnapshot(index, new Frozen(source), pieces::add);
        for (int i = 0; i < pieces.size(); i++) {
          raft.persistSnapshotChunk(Replica.chunk(index, i, pieces.size(), pieces.get(i)));
        }
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStarted;
        long queued = System.nanoTime();
        raft.flush();
        System.out.printf(
            Locale.ROOT,
            "150,000 changed pages, %d pieces: %.2f ms (CPU %.2f ms), then flush %.2f ms%n",
            pieces.size(),
            (queued - started) / 1e6,
            cpu / 1e6,
            (System.nanoTime() - queued) / 1e6);
        while (raft.isWritingSnapshot()) {
          Thread.onSpinWait();
        }
      }
    }
  }

  /** Hands out a freeze made before, so that only the store's part is measured. */
  private record Frozen(SnapshotSource source) implements ShardStateMachine {
    @Override
    public void apply(long index, int term, byte[] entry) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void applyMembership(long index, int term) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SnapshotSource freeze(long index) {
      return source;
    }

    @Override
    public void install(long index, SnapshotReader reader) {
      throw new UnsupportedOperationException();
    }
  }

  private static void append(
      NodeStore store,
      RaftShardStore raft,
      int group,
      int entryBytes,
      boolean snapshots,
      AtomicLong entries,
      AtomicBoolean stop) {
    HistoryStore history = store.history(group);
    Random random = new Random(group);
    PagedMachine machine = new PagedMachine(PAGES);
    byte[] outcome = new byte[OUTCOME_BYTES];
    byte[] hash = new byte[32];
    for (long index = 1; !stop.get(); index++) {
      byte[] entry = new byte[entryBytes];
      random.nextBytes(entry);
      Logs.append(raft, index, 1, entry);
      raft.flush();
      history.append(new HistoryRecord(index, index, 1, (byte) 1, entry, outcome, hash));
      entries.incrementAndGet();
      if (snapshots) {
        for (int i = 0; i < 16; i++) {
          byte[] page = new byte[6_000];
          page[i] = (byte) index;
          machine.put(new PagedMachine.Key(0, random.nextInt(PAGES)), page);
        }
        if (index % 200 == 0) {
          snapshot(raft, machine, index);
        }
      }
    }
  }

  private static void snapshot(RaftShardStore raft, PagedMachine machine, long index) {
    List<Object> pieces = new ArrayList<>();
    raft.takeSnapshot(index, machine, pieces::add);
    for (int i = 0; i < pieces.size(); i++) {
      raft.persistSnapshotChunk(Replica.chunk(index, i, pieces.size(), pieces.get(i)));
    }
    raft.flush();
    raft.truncateLogEntriesUntil(index);
  }

  private static void print(
      PrintStream out,
      StoreMetrics metrics,
      long entries,
      double elapsed,
      int groups,
      int entryBytes,
      boolean snapshots) {
    long[] sync = metrics.syncNanosHistogram();
    long[] perSync = metrics.entriesPerSyncHistogram();
    out.printf(
        Locale.ROOT,
        "%d groups, %d-byte entries, %.1f s, JDK %s, %d CPUs, snapshots %s%n",
        groups,
        entryBytes,
        elapsed,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        snapshots ? "on" : "off");
    out.printf(
        Locale.ROOT,
        "%.0f entries/s, %.1f MB/s logged, %.1f MB/s pages, %.0f syncs/s%n",
        entries / elapsed,
        metrics.loggedBytes() / elapsed / 1e6,
        metrics.pageBytes() / elapsed / 1e6,
        metrics.syncs() / elapsed);
    out.printf(
        Locale.ROOT,
        "entries per sync p50 %d p99 %d; sync p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms%n",
        StoreMetrics.quantile(perSync, 0.5),
        StoreMetrics.quantile(perSync, 0.99),
        StoreMetrics.quantile(sync, 0.5) / 1e6,
        StoreMetrics.quantile(sync, 0.99) / 1e6,
        StoreMetrics.quantile(sync, 0.999) / 1e6);
  }
}
