package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The history of one shard: every applied entry with its outcome, numbered without gaps, kept for
 * good.
 *
 * <p>Entries are queued on apply and become durable with the log's next sync, in any case before a
 * snapshot that covers them. What a restarted node applies again is compared with what it stored: a
 * difference means that the state machine is not deterministic or the store is damaged, and halts
 * the process.
 */
public final class HistoryStore {
  private final int shard;
  private final Database database;
  private final Committer committer;
  private final Fence fence;
  private final ShardLog log;
  private final TreeMap<Long, HistoryGap> gaps = new TreeMap<>();
  private long lastApplied;
  private volatile long lastNumber;
  private volatile long lastTicket;

  HistoryStore(int shard, Database database, Committer committer, Fence fence, ShardLog log) {
    this.shard = shard;
    this.database = database;
    this.committer = committer;
    this.fence = fence;
    this.log = log;
    byte[] lastKey =
        database.lastKey(Family.HISTORY, Keys.numbered(shard, 0), Keys.numberedEnd(shard));
    this.lastNumber = lastKey == null ? 0 : Keys.numberOf(lastKey);
    if (lastKey != null) {
      log.applied(HistoryRecord.indexOf(lastKey, database.get(Family.HISTORY, lastKey)));
    }
    readGaps(database, shard).forEach(gap -> gaps.put(gap.fromNumber(), gap));
    gaps.values().forEach(gap -> lastNumber = Math.max(lastNumber, gap.toNumber()));
  }

  /** Number of the last record, stored or queued; 0 if there is none. Any thread. */
  public long lastNumber() {
    return lastNumber;
  }

  /**
   * Tells where the state machine stands after installing a snapshot: the next record is {@code
   * number + 1}. Records in between that this node never had become a gap. On the group's thread.
   */
  public void resumeAfter(long number) {
    guarded(
        "resume the history",
        () -> {
          lastApplied = number;
          if (number > lastNumber) {
            synchronized (gaps) {
              // Two snapshots in a row leave one gap, not two: it is filled from its start.
              Map.Entry<Long, HistoryGap> last = gaps.lastEntry();
              boolean extendsLast = last != null && last.getValue().toNumber() == lastNumber;
              HistoryGap gap = new HistoryGap(extendsLast ? last.getKey() : lastNumber + 1, number);
              submit(putGap(new Writes(), gap));
              gaps.put(gap.fromNumber(), gap);
            }
            lastNumber = number;
          }
        });
  }

  /**
   * Appends what an entry gave, or compares it with what is stored if the entry was applied before
   * a restart. On the group's thread; queued, not waited for.
   */
  public void append(HistoryRecord record) {
    guarded(
        "append to the history",
        () -> {
          if (record.number() != lastApplied + 1) {
            throw new IllegalStateException(
                "expected history record " + (lastApplied + 1) + " but got " + record.number());
          }
          if (record.number() <= lastNumber) {
            compare(record);
          } else {
            write(record);
          }
          lastApplied = record.number();
          log.applied(record.index());
        });
  }

  /** One record. Any thread. */
  public Optional<HistoryRecord> read(long number) {
    List<HistoryRecord> one = read(number, 1, Long.MAX_VALUE);
    return one.isEmpty() || one.get(0).number() != number
        ? Optional.empty()
        : Optional.of(one.get(0));
  }

  /**
   * Records from {@code fromNumber} on, in order, skipping gaps. Any thread; reads the disk.
   *
   * @param recordsMax most records returned
   * @param bytesMax stops once the entries and outcomes returned are at least this many bytes
   */
  public List<HistoryRecord> read(long fromNumber, int recordsMax, long bytesMax) {
    committer.awaitReadable(lastTicket);
    List<HistoryRecord> records = new ArrayList<>();
    long bytes = 0;
    try (Database.Scan scan =
        database.scan(
            Family.HISTORY,
            Keys.numbered(shard, Math.max(1, fromNumber)),
            Keys.numberedEnd(shard))) {
      while (records.size() < recordsMax && bytes < bytesMax && scan.next()) {
        HistoryRecord record = HistoryRecord.decode(scan.key(), scan.value(), database);
        records.add(record);
        bytes += record.entry().length + record.outcome().length;
      }
    } catch (StoreException e) {
      fence.halt(e.getMessage(), e);
      throw e;
    }
    return records;
  }

  /** What this node lacks, in ascending order. Any thread. */
  public List<HistoryGap> gaps() {
    synchronized (gaps) {
      return List.copyOf(gaps.values());
    }
  }

  /**
   * Fills a gap from its start with records that the caller has checked against the chain. Any
   * thread.
   *
   * @throws IllegalArgumentException if the records are not the next ones of a gap
   */
  public void backfill(List<HistoryRecord> records) {
    synchronized (gaps) {
      for (HistoryRecord record : records) {
        HistoryGap gap = gaps.get(record.number());
        if (gap == null) {
          throw new IllegalArgumentException(
              "shard " + shard + ": no gap starts at history record " + record.number());
        }
        byte[] key = Keys.numbered(shard, record.number());
        Writes writes = new Writes().put(Family.HISTORY, key, record.encode(key, false));
        writes.delete(Family.META, Keys.shard(shard, Keys.GAP, gap.fromNumber()));
        gaps.remove(gap.fromNumber());
        if (gap.fromNumber() < gap.toNumber()) {
          HistoryGap rest = new HistoryGap(gap.fromNumber() + 1, gap.toNumber());
          putGap(writes, rest);
          gaps.put(rest.fromNumber(), rest);
        }
        submit(writes);
      }
    }
  }

  /** Returns when everything appended so far is on disk. Any thread. */
  public void flush() {
    committer.await(lastTicket);
  }

  static List<HistoryGap> readGaps(Database database, int shard) {
    List<HistoryGap> found = new ArrayList<>();
    byte[] end = Keys.shard(shard, (byte) (Keys.GAP + 1));
    try (Database.Scan scan = database.scan(Family.META, Keys.shard(shard, Keys.GAP), end)) {
      while (scan.next()) {
        byte[] key = scan.key();
        long toNumber =
            Checked.open(key, scan.value(), "shard " + shard + ": history gap").getLong();
        found.add(new HistoryGap(ByteBuffer.wrap(key).getLong(4), toNumber));
      }
    }
    return found;
  }

  private void write(HistoryRecord record) {
    byte[] key = Keys.numbered(shard, record.number());
    // A membership change has no bytes for the ledger, though it has some in the log.
    boolean inLog = record.entry().length > 0 && log.holds(record.index());
    submit(new Writes().put(Family.HISTORY, key, record.encode(key, inLog)));
    lastNumber = record.number();
  }

  private void compare(HistoryRecord record) {
    synchronized (gaps) {
      for (HistoryGap gap : gaps.values()) {
        if (gap.contains(record.number())) {
          return;
        }
      }
    }
    committer.awaitReadable(lastTicket);
    byte[] key = Keys.numbered(shard, record.number());
    byte[] value = database.get(Family.HISTORY, key);
    if (value == null) {
      throw new StoreException(Reason.DAMAGED, "history record " + record.number() + " is missing");
    }
    if (!record.isStoredAs(key, value)) {
      throw new IllegalStateException(
          "history record "
              + record.number()
              + " (index "
              + record.index()
              + ") differs from the one written before the restart in chain hash, index, term or kind");
    }
  }

  private Writes putGap(Writes writes, HistoryGap gap) {
    byte[] key = Keys.shard(shard, Keys.GAP, gap.fromNumber());
    return writes.put(
        Family.META, key, Checked.seal(key, Checked.allocate(8).putLong(gap.toNumber())));
  }

  private synchronized void submit(Writes writes) {
    lastTicket = committer.submitUnawaited(writes);
  }

  private void guarded(String what, Runnable action) {
    try {
      action.run();
    } catch (Throwable t) {
      throw fence.haltAndStand("shard " + shard + ": could not " + what + ": " + t.getMessage(), t);
    }
  }
}
