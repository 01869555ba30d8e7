package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import cbdc.settlement.node.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Measures replication alone: groups on real stores, linked by method calls, with a state machine
 * that does nothing. Each group keeps entries in flight. Not a test: {@code RaftGroupBenchmark DIR
 * [replicas] [groups] [entry bytes] [in flight] [seconds]}.
 */
final class RaftGroupBenchmark {

  private final ConcurrentHistogram latencyMicros = new ConcurrentHistogram(3);
  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicBoolean measuring = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final byte[] entry;

  private RaftGroupBenchmark(int entryBytes) {
    entry = new byte[entryBytes];
    entry[0] = 1;
  }

  public static void main(String[] args) throws Exception {
    int replicas = argument(args, 1, 3);
    int groups = argument(args, 2, 16);
    int entryBytes = argument(args, 3, 10_000);
    int inFlight = argument(args, 4, 2);
    int seconds = argument(args, 5, 10);
    new RaftGroupBenchmark(entryBytes).run(Path.of(args[0]), replicas, groups, inFlight, seconds);
    System.exit(0);
  }

  private static int argument(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }

  private void run(Path parent, int replicas, int groups, int inFlight, int seconds)
      throws Exception {
    Path dir = Files.createTempDirectory(parent, "raft-benchmark");
    try (ThreadedCluster cluster =
        new ThreadedCluster(
            dir,
            replicas,
            groups,
            RaftSettings.defaults(),
            StoreOptions.defaults(),
            shard -> new NoState())) {
      for (int shard = 0; shard < groups; shard++) {
        RaftGroup leader = cluster.awaitLeader(shard);
        for (int i = 0; i < inFlight; i++) {
          propose(cluster, leader, shard);
        }
      }
      Thread.sleep(3_000);
      measuring.set(true);
      long from = System.nanoTime();
      Thread.sleep(seconds * 1_000L);
      measuring.set(false);
      double elapsed = (System.nanoTime() - from) / 1e9;
      stopped.set(true);
      System.out.printf(
          Locale.ROOT,
          "%d replicas, %d groups, %d bytes an entry, %d in flight a group: %,.0f entries/s, commit p50 %.2f ms,"
              + " p99 %.2f ms, refused %d, halts %s%n",
          replicas,
          groups,
          entry.length,
          inFlight,
          committed.get() / elapsed,
          latencyMicros.getValueAtPercentile(50) / 1e3,
          latencyMicros.getValueAtPercentile(99) / 1e3,
          refused.get(),
          cluster.halts());
    }
  }

  private void propose(ThreadedCluster cluster, RaftGroup leader, int shard) {
    long from = System.nanoTime();
    leader.propose(
        entry,
        outcome -> {
          if (outcome instanceof ProposeOutcome.Committed) {
            if (measuring.get()) {
              committed.incrementAndGet();
              latencyMicros.recordValue((System.nanoTime() - from) / 1_000);
            }
            if (!stopped.get()) {
              propose(cluster, leader, shard);
            }
          } else {
            refused.incrementAndGet();
            // Another leads now, or soon.
            Thread.startVirtualThread(
                () -> {
                  if (!stopped.get()) {
                    propose(cluster, cluster.awaitLeader(shard), shard);
                  }
                });
          }
        });
  }

  /** A state of one page. */
  private static final class NoState implements ShardStateMachine {
    private long last;

    @Override
    public void apply(long index, int term, byte[] bytes) {
      last = index;
    }

    @Override
    public void applyMembership(long index, int term) {
      last = index;
    }

    @Override
    public SnapshotSource freeze(long index) {
      return new OnePage(last);
    }

    @Override
    public void install(long index, SnapshotReader reader) {
      last = index;
    }
  }

  private record OnePage(long last) implements SnapshotSource {
    @Override
    public int totalPages() {
      return 1;
    }

    @Override
    public int changedPages() {
      return 1;
    }

    @Override
    public int changedSection(int i) {
      return 0;
    }

    @Override
    public long changedPage(int i) {
      return 0;
    }

    @Override
    public byte[] changedBytes(int i) {
      return Long.toString(last).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int removedPages() {
      return 0;
    }

    @Override
    public int removedSection(int i) {
      throw new IndexOutOfBoundsException(i);
    }

    @Override
    public long removedPage(int i) {
      throw new IndexOutOfBoundsException(i);
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
