package cbdc.settlement.node.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The Raft log of one shard: what is stored, how far it is durable and applied, and which entries
 * are also in memory.
 *
 * <p>Applied entries are never deleted: they are the bodies of the history, which refers to them.
 * What MicroRaft truncates from the front leaves memory only. Deleted are suffixes that a new
 * leader overrules, and entries below an installed snapshot that were never applied here, since
 * nobody knows whether those were ever committed.
 *
 * <p>Used on the group's thread, except {@link #load}.
 */
final class ShardLog {
  private record Resident(long index, EntryBytes entry) {}

  private final int shard;
  private final Database database;
  private final Committer committer;
  private final Fence fence;
  private final LongSupplier memoryBytesMax;
  private final EntryBytes.Loader loader = this::load;
  private final ArrayDeque<Resident> resident = new ArrayDeque<>();
  private long residentBytes;

  /** Entries up to here came with an installed or restored snapshot and may be missing. */
  private long floor;

  private long lastIndex;
  private long durableIndex;
  private long appliedIndex;
  private long ticket;

  ShardLog(
      int shard, Database database, Committer committer, Fence fence, LongSupplier memoryBytesMax) {
    this.shard = shard;
    this.database = database;
    this.committer = committer;
    this.fence = fence;
    this.memoryBytesMax = memoryBytesMax;
    byte[] last = database.lastKey(Family.LOG, Keys.numbered(shard, 0), Keys.numberedEnd(shard));
    this.lastIndex = last == null ? 0 : Keys.numberOf(last);
    this.durableIndex = lastIndex;
  }

  int shard() {
    return shard;
  }

  long lastIndex() {
    return lastIndex;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  long residentBytes() {
    return residentBytes;
  }

  /** Tells where the latest complete snapshot stands; the log after it is contiguous. */
  void restoredTo(long snapshotIndex) {
    floor = snapshotIndex;
    lastIndex = Math.max(lastIndex, snapshotIndex);
    appliedIndex = Math.max(appliedIndex, snapshotIndex);
  }

  /** Queues one entry; {@code entry} is null for a membership change. */
  void append(Writes writes, long index, LogRecord record, EntryBytes entry) {
    byte[] key = Keys.numbered(shard, index);
    writes.putLogEntry(key, record.encode(key));
    lastIndex = index;
    if (entry != null && entry.bind(loader, index, record.term())) {
      resident.addLast(new Resident(index, entry));
      residentBytes += entry.length();
    }
  }

  /** Queues the deletion of all entries from {@code index} on. */
  void truncateFrom(long index) {
    if (index <= appliedIndex) {
      throw fence.haltAndStand(
          "shard "
              + shard
              + ": asked to truncate the log from index "
              + index
              + " though "
              + appliedIndex
              + " is applied: two leaders disagree about what is committed",
          null);
    }
    Writes writes = new Writes();
    for (long i = index; i <= lastIndex; i++) {
      writes.delete(Family.LOG, Keys.numbered(shard, i));
    }
    while (!resident.isEmpty() && resident.peekLast().index() >= index) {
      residentBytes -= resident.removeLast().entry().length();
    }
    lastIndex = Math.min(lastIndex, index - 1);
    durableIndex = Math.min(durableIndex, lastIndex);
    submit(writes);
  }

  /**
   * Adds to {@code writes} the deletion of the entries that an installed snapshot makes unknowable.
   */
  void deleteUnapplied(Writes writes, long snapshotIndex) {
    if (appliedIndex < snapshotIndex) {
      writes.deleteRange(
          Family.LOG,
          Keys.numbered(shard, appliedIndex + 1),
          Keys.numbered(shard, snapshotIndex + 1));
    }
  }

  /** Notes that a snapshot was installed; entries up to it are no longer this log's business. */
  void installed(long snapshotIndex) {
    restoredTo(snapshotIndex);
    durableIndex = Math.max(durableIndex, Math.min(lastIndex, snapshotIndex));
    forgetUntil(snapshotIndex);
  }

  /** Drops entries up to {@code index} from memory: MicroRaft no longer holds them. */
  void forgetUntil(long index) {
    while (!resident.isEmpty() && resident.peekFirst().index() <= index) {
      residentBytes -= resident.removeFirst().entry().length();
    }
  }

  /** Notes that an entry is applied, and makes room in memory if need be. */
  void applied(long index) {
    appliedIndex = Math.max(appliedIndex, index);
    evict();
  }

  /** Whether the entry at {@code index} is stored here, queued or written. */
  boolean holds(long index) {
    return index > floor && index <= lastIndex;
  }

  void submit(Writes writes) {
    ticket = committer.submit(writes);
  }

  /** Returns when all that was submitted is durable. */
  void flush() {
    committer.await(ticket);
    durableIndex = lastIndex;
    evict();
  }

  /** The record at {@code index}, or null. */
  LogRecord read(long index) {
    byte[] key = Keys.numbered(shard, index);
    byte[] value = database.get(Family.LOG, key);
    return value == null ? null : LogRecord.decode(key, value);
  }

  /** A handle to a stored entry whose bytes are not in memory. */
  EntryBytes handle(long index, LogRecord record) {
    return EntryBytes.stored(loader, index, record.term(), record.payload().length);
  }

  private void evict() {
    long evictable = Math.min(appliedIndex, durableIndex);
    long max = memoryBytesMax.getAsLong();
    while (residentBytes > max
        && !resident.isEmpty()
        && resident.peekFirst().index() <= evictable) {
      EntryBytes entry = resident.removeFirst().entry();
      residentBytes -= entry.length();
      entry.evict();
    }
  }

  private byte[] load(long index, int term, int length) {
    LogRecord record;
    try {
      record = read(index);
    } catch (StoreException e) {
      throw fence.haltAndStand(e.getMessage(), e);
    }
    if (record == null || record.term() != term || record.payload().length != length) {
      throw new IllegalStateException(
          "shard " + shard + ": log entry " + index + " of term " + term + " has been truncated");
    }
    return record.payload();
  }

  /** Walks stored entries from {@code fromIndex} on; stops where the visitor says so. */
  static void scan(Database database, int shard, long fromIndex, Visitor visitor) {
    try (Database.Scan scan =
        database.scan(Family.LOG, Keys.numbered(shard, fromIndex), Keys.numberedEnd(shard))) {
      boolean more = true;
      while (more && scan.next()) {
        byte[] key = scan.key();
        more = visitor.visit(Keys.numberOf(key), LogRecord.decode(key, scan.value()));
      }
    }
  }

  /** Sees log entries in order. */
  interface Visitor {
    boolean visit(long index, LogRecord record);
  }

  /** The indices of entries in memory, for tests. */
  List<Long> residentIndices() {
    List<Long> indices = new ArrayList<>();
    resident.forEach(r -> indices.add(r.index()));
    return Collections.unmodifiableList(indices);
  }
}
