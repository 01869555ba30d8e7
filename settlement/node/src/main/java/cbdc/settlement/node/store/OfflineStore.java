package cbdc.settlement.node.store;

import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A stopped node's store, read only. Every record is checked against its own checksum, so that
 * damage is reported with shard, history number and Raft index and not only as a place in a file.
 */
public final class OfflineStore implements AutoCloseable {
  private final DirectoryLock lock;
  private final RocksDatabase database;
  private final String damage;

  /** Sees log entries in order. */
  @FunctionalInterface
  public interface LogVisitor {
    /**
     * One entry.
     *
     * @param membership whether it is a membership change, whose bytes are the store's own encoding
     */
    void entry(long index, int term, boolean membership, byte[] bytes);
  }

  /**
   * The latest complete snapshot of a shard.
   *
   * @param index Raft index it was taken at
   * @param term term of the entry there
   * @param totalPages number of pages
   * @param rootHash SHA-256 over (section, page, page hash) in order, already verified against the
   *     page records
   */
  public record Snapshot(long index, int term, int totalPages, byte[] rootHash) {}

  private OfflineStore(DirectoryLock lock, RocksDatabase database, String damage) {
    this.lock = lock;
    this.database = database;
    this.damage = damage;
  }

  static OfflineStore open(Path dir) {
    DataDirectory directory = new DataDirectory(dir);
    directory.requireStore();
    DirectoryLock lock = DirectoryLock.acquire(dir);
    try {
      return open(directory, lock);
    } catch (Throwable t) {
      lock.close();
      throw t;
    }
  }

  private static OfflineStore open(DataDirectory directory, DirectoryLock lock) {
    try {
      return new OfflineStore(
          lock, RocksDatabase.openReadOnly(directory.databaseDir(), false), null);
    } catch (StoreException e) {
      if (e.reason() != Reason.DAMAGED) {
        throw e;
      }
      return new OfflineStore(
          lock, RocksDatabase.openReadOnly(directory.databaseDir(), true), e.getMessage());
    }
  }

  /**
   * What was found damaged on opening. The store is open all the same, without the records that
   * could not be read, so that reading the history tells which ones they are.
   */
  public Optional<String> damage() {
    return Optional.ofNullable(damage);
  }

  /**
   * Reads every file of the database and checks its block checksums.
   *
   * @throws StoreException {@code DAMAGED} with the name of the first bad file
   */
  public void verifyFiles() {
    database.verifyFiles();
  }

  /** The genesis, empty if the node never took part in one. */
  public Optional<GenesisRecords.Stored> genesis() {
    return GenesisRecords.stored(database);
  }

  /** The shards of which the store holds anything. */
  public SortedSet<Integer> shards() {
    SortedSet<Integer> found = new TreeSet<>();
    for (Family family : List.of(Family.LOG, Family.HISTORY, Family.PAGES)) {
      byte[] from = Keys.numbered(0, 0);
      byte[] key = database.firstKey(family, from);
      while (key != null) {
        int shard = Keys.shardOf(key);
        found.add(shard);
        key = shard == 0xffff ? null : database.firstKey(family, Keys.numbered(shard + 1, 0));
      }
    }
    return found;
  }

  /** Parts of a shard's history that the node never had. */
  public List<HistoryGap> gaps(int shard) {
    return HistoryStore.readGaps(database, shard);
  }

  /** Number of the last history record of a shard, 0 if there is none. */
  public long lastHistoryNumber(int shard) {
    byte[] last =
        database.lastKey(Family.HISTORY, Keys.numbered(shard, 0), Keys.numberedEnd(shard));
    return last == null ? 0 : Keys.numberOf(last);
  }

  /**
   * Walks a shard's history in order.
   *
   * @throws StoreException {@code DAMAGED} naming shard, number and index of the first record that
   *     is missing or does not match its checksum
   */
  public void history(int shard, Consumer<HistoryRecord> consumer) {
    new OfflineHistory(database, shard, gaps(shard)).forEach(consumer);
  }

  /**
   * Walks a shard's Raft log from {@code fromIndex} on.
   *
   * @throws StoreException {@code DAMAGED} naming shard and index
   */
  public void log(int shard, long fromIndex, LogVisitor visitor) {
    ShardLog.scan(
        database,
        shard,
        fromIndex,
        (index, record) -> {
          visitor.entry(index, record.term(), record.type() == LogRecord.MEMBERS, record.payload());
          return true;
        });
  }

  /**
   * The latest complete snapshot of a shard.
   *
   * @throws StoreException {@code DAMAGED} if its pages are not those that its root hash stands for
   */
  public Optional<Snapshot> snapshot(int shard) {
    SnapshotMarker marker = SnapshotMarker.read(database, shard, Keys.SNAPSHOT_COMPLETE);
    if (marker == null) {
      return Optional.empty();
    }
    SnapshotDirectory directory = directory(shard, marker);
    return Optional.of(
        new Snapshot(marker.index(), marker.term(), directory.size(), directory.root()));
  }

  /** Reads the pages of the latest complete snapshot; to be closed. */
  public SnapshotReader snapshotReader(int shard) {
    SnapshotMarker marker = SnapshotMarker.read(database, shard, Keys.SNAPSHOT_COMPLETE);
    if (marker == null) {
      throw new IllegalStateException("shard " + shard + " has no complete snapshot");
    }
    return new StoredSnapshotReader(database, shard, directory(shard, marker));
  }

  private SnapshotDirectory directory(int shard, SnapshotMarker marker) {
    return SnapshotLoader.load(database, shard, marker, key -> {});
  }

  @Override
  public void close() {
    database.close();
    lock.close();
  }
}
