package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB of a node: families, reads, and the one batch write that the committer uses. Counts
 * its users, so that a late reader after {@link #close} gets an exception and not a crash of the
 * JVM.
 */
final class RocksDatabase implements Database {
  static {
    RocksDB.loadLibrary();
  }

  private final RocksDB rocks;
  private final Map<Family, ColumnFamilyHandle> handles;
  private final List<RocksObject> owned;
  private final ReadOptions plainRead;
  private final WriteOptions synced;
  private final WriteOptions logged;
  private final WriteOptions unlogged;
  private int users;
  private boolean closed;

  private RocksDatabase(
      RocksDB rocks,
      Map<Family, ColumnFamilyHandle> handles,
      List<RocksObject> owned,
      boolean verify) {
    this.rocks = rocks;
    this.handles = handles;
    this.owned = owned;
    this.plainRead = own(new ReadOptions().setVerifyChecksums(verify));
    this.synced = own(new WriteOptions().setSync(true));
    this.logged = own(new WriteOptions());
    this.unlogged = own(new WriteOptions().setDisableWAL(true));
  }

  /** Opens for reading and writing; {@code fresh} says that no database is there yet. */
  static RocksDatabase open(Path dir, StoreOptions options, boolean fresh) {
    List<RocksObject> owned = new ArrayList<>();
    DBOptions db =
        DatabaseOptions.forNode(options, owned)
            .setCreateIfMissing(fresh)
            .setCreateMissingColumnFamilies(fresh);
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    try {
      RocksDB rocks = RocksDB.open(db, dir.toString(), descriptors(options, owned), opened);
      return new RocksDatabase(rocks, byFamily(opened), owned, true);
    } catch (RocksDBException e) {
      owned.forEach(RocksObject::close);
      throw DatabaseOptions.openFailure(dir, e);
    }
  }

  /**
   * Opens for reading only, without touching a file.
   *
   * <p>Block checksums are left to {@link #verifyFiles}: the checksums of the records themselves
   * tell more exactly what is damaged.
   *
   * @param lenient skip damaged records of the write-ahead log
   */
  static RocksDatabase openReadOnly(Path dir, boolean lenient) {
    StoreOptions options = StoreOptions.small();
    List<RocksObject> owned = new ArrayList<>();
    DBOptions db = DatabaseOptions.forNode(options, owned);
    if (lenient) {
      db.setWalRecoveryMode(WALRecoveryMode.SkipAnyCorruptedRecords).setParanoidChecks(false);
    }
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    try {
      RocksDB rocks = RocksDB.openReadOnly(db, dir.toString(), descriptors(options, owned), opened);
      return new RocksDatabase(rocks, byFamily(opened), owned, false);
    } catch (RocksDBException e) {
      owned.forEach(RocksObject::close);
      throw DatabaseOptions.openFailure(dir, e);
    }
  }

  @Override
  public byte[] get(Family family, byte[] key) {
    enter();
    try {
      return rocks.get(handles.get(family), plainRead, key);
    } catch (RocksDBException e) {
      throw readFailure(family, e);
    } finally {
      leave();
    }
  }

  @Override
  public byte[] lastKey(Family family, byte[] from, byte[] end) {
    enter();
    try (Slice lower = new Slice(from);
        Slice upper = new Slice(end);
        ReadOptions read =
            new ReadOptions(plainRead).setIterateLowerBound(lower).setIterateUpperBound(upper);
        RocksIterator it = rocks.newIterator(handles.get(family), read)) {
      it.seekToLast();
      it.status();
      return it.isValid() ? it.key() : null;
    } catch (RocksDBException e) {
      throw readFailure(family, e);
    } finally {
      leave();
    }
  }

  @Override
  public byte[] firstKey(Family family, byte[] from) {
    enter();
    try (RocksIterator it = rocks.newIterator(handles.get(family), plainRead)) {
      it.seek(from);
      it.status();
      return it.isValid() ? it.key() : null;
    } catch (RocksDBException e) {
      throw readFailure(family, e);
    } finally {
      leave();
    }
  }

  /** Reads all table files and checks their block checksums. */
  void verifyFiles() {
    enter();
    try {
      rocks.verifyChecksum();
    } catch (RocksDBException e) {
      throw new StoreException(
          Reason.DAMAGED, "a file of the store is damaged: " + e.getMessage(), e);
    } finally {
      leave();
    }
  }

  @Override
  public Scan scan(Family family, byte[] from, byte[] end) {
    enter();
    return new RocksScan(family, from, end);
  }

  @Override
  public void write(CommitRound round) {
    enter();
    try (WriteBatch batch = new WriteBatch()) {
      for (Writes writes : round.writes()) {
        fill(batch, writes);
      }
      switch (round.kind()) {
        case SYNCED -> {
          if (batch.count() == 0) {
            rocks.syncWal();
          } else {
            rocks.write(synced, batch);
          }
        }
        case LOGGED -> rocks.write(logged, batch);
        case PAGES -> rocks.write(unlogged, batch);
      }
    } catch (RocksDBException e) {
      throw new StoreException(Reason.IO, "write failed: " + e.getMessage(), e);
    } finally {
      leave();
    }
  }

  @Override
  public void flush(Family family) {
    enter();
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
      rocks.flush(options, handles.get(family));
    } catch (RocksDBException e) {
      throw new StoreException(Reason.IO, "flush of " + family + " failed: " + e.getMessage(), e);
    } finally {
      leave();
    }
  }

  @Override
  public void checkpoint(Path folder) {
    enter();
    try (Checkpoint checkpoint = Checkpoint.create(rocks)) {
      checkpoint.createCheckpoint(folder.toString());
    } catch (RocksDBException e) {
      throw new StoreException(
          Reason.IO, "a copy cannot be written to " + folder + ": " + e.getMessage(), e);
    } finally {
      leave();
    }
  }

  /** Waits until nobody is inside, then closes. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      boolean interrupted = false;
      while (users > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    handles.values().forEach(ColumnFamilyHandle::close);
    rocks.close();
    owned.forEach(RocksObject::close);
  }

  private synchronized void enter() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    users++;
  }

  private synchronized void leave() {
    users--;
    if (users == 0) {
      notifyAll();
    }
  }

  private void fill(WriteBatch batch, Writes writes) throws RocksDBException {
    for (Writes.Op op : writes.ops()) {
      ColumnFamilyHandle handle = handles.get(op.family());
      if (op.value() != null) {
        batch.put(handle, op.key(), op.value());
      } else if (op.endKey() != null) {
        batch.deleteRange(handle, op.key(), op.endKey());
      } else {
        batch.delete(handle, op.key());
      }
    }
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  private static List<ColumnFamilyDescriptor> descriptors(
      StoreOptions options, List<RocksObject> owned) {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (Family family : Family.values()) {
      ColumnFamilyOptions familyOptions = DatabaseOptions.forFamily(family, options, owned);
      descriptors.add(new ColumnFamilyDescriptor(family.nameBytes(), familyOptions));
    }
    return descriptors;
  }

  private static Map<Family, ColumnFamilyHandle> byFamily(List<ColumnFamilyHandle> opened) {
    Map<Family, ColumnFamilyHandle> map = new EnumMap<>(Family.class);
    int position = 0;
    for (Family family : Family.values()) {
      map.put(family, opened.get(position++));
    }
    return map;
  }

  private static StoreException readFailure(Family family, RocksDBException e) {
    return new StoreException(
        Reason.DAMAGED, "the store's " + family + " records cannot be read: " + e.getMessage(), e);
  }

  private final class RocksScan implements Scan {
    private final Family family;
    private final Slice upper;
    private final ReadOptions read;
    private final RocksIterator it;
    private boolean started;

    private RocksScan(Family family, byte[] from, byte[] end) {
      this.family = family;
      this.upper = new Slice(end);
      this.read = new ReadOptions(plainRead).setIterateUpperBound(upper).setReadaheadSize(1 << 20);
      this.it = rocks.newIterator(handles.get(family), read);
      it.seek(from);
    }

    @Override
    public boolean next() {
      if (started) {
        it.next();
      }
      started = true;
      if (it.isValid()) {
        return true;
      }
      try {
        it.status();
      } catch (RocksDBException e) {
        throw readFailure(family, e);
      }
      return false;
    }

    @Override
    public byte[] key() {
      return it.key();
    }

    @Override
    public byte[] value() {
      return it.value();
    }

    @Override
    public int valueHead(byte[] head) {
      return it.value(head);
    }

    @Override
    public void close() {
      it.close();
      read.close();
      upper.close();
      leave();
    }
  }
}
