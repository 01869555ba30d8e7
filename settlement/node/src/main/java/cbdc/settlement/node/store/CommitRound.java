package cbdc.settlement.node.store;

import java.util.List;

/**
 * What the committer writes in one go: one RocksDB write batch, or with no writes at all only a
 * sync.
 */
public final class CommitRound {
  /** How it is written. */
  public enum Kind {
    /** To the write-ahead log, and everything up to here synced to disk before it counts. */
    SYNCED,
    /** To the write-ahead log; the next synced round makes it durable. Nobody waits for it. */
    LOGGED,
    /**
     * Snapshot pages, past the write-ahead log: durable only by the flush before the snapshot is
     * declared complete.
     */
    PAGES
  }

  private final Kind kind;
  private final List<Writes> writes;
  private final long bytes;
  private final int logEntries;

  CommitRound(Kind kind, List<Writes> writes) {
    this.kind = kind;
    this.writes = writes;
    long sum = 0;
    int entries = 0;
    for (Writes w : writes) {
      sum += w.bytes();
      entries += w.logEntries();
    }
    this.bytes = sum;
    this.logEntries = entries;
  }

  /** How it is written. */
  public Kind kind() {
    return kind;
  }

  /** Bytes of keys and values. */
  public long bytes() {
    return bytes;
  }

  /** Raft log entries among the writes. */
  public int logEntries() {
    return logEntries;
  }

  /** What is written, in this order. */
  public List<Writes> writes() {
    return writes;
  }
}
