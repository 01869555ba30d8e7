package cbdc.settlement.node.store;

import cbdc.settlement.node.core.FailStop;
import cbdc.settlement.node.core.JoinedNodes;
import cbdc.settlement.node.core.Transitions;
import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory of one node: one database, one committer, and what each shard keeps in it.
 *
 * <p>Close it after the Raft groups have stopped; whoever still writes then stands still for ever.
 */
public final class NodeStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStore.class);

  /** What belongs to one shard; made once, shared by its Raft store and its history. */
  private record Shard(ShardLog log, ShardSnapshots snapshots, HistoryStore history) {}

  private final StoreOptions options;
  private final Runnable unlock;
  private final Database database;
  private final Fence fence;
  private final Committer committer;
  private final SnapshotWriter snapshotWriter;
  private final StoreMetrics metrics;
  private final DiskSpace disk;
  private final GenesisRecords genesis;
  private final JoinedNodes joinedNodes;
  private final Map<Integer, Shard> shards = new TreeMap<>();
  private final AtomicInteger openShards = new AtomicInteger();
  private boolean closed;

  private NodeStore(
      StoreOptions options,
      Fence fence,
      DiskSpace disk,
      Database database,
      Committer committer,
      SnapshotWriter snapshotWriter,
      StoreMetrics metrics,
      Runnable unlock) {
    this.options = options;
    this.fence = fence;
    this.disk = disk;
    this.database = database;
    this.committer = committer;
    this.snapshotWriter = snapshotWriter;
    this.metrics = metrics;
    this.unlock = unlock;
    this.genesis = new GenesisRecords(database, committer);
    this.joinedNodes = new JoinedRecords(database, committer);
  }

  /**
   * Opens a data directory, creating it if it does not exist.
   *
   * @param failStop called when the store can no longer keep its promises
   * @throws StoreException if it is in use, of another version, damaged, or the disk is full
   */
  public static NodeStore open(Path dir, StoreOptions options, FailStop failStop) {
    return open(dir, options, failStop, UnaryOperator.identity(), () -> usableBytes(dir));
  }

  /**
   * The same with its two outer dependencies exposed to tests and simulations.
   *
   * @param seam wraps the writer that every round passes
   * @param usableBytes tells how much room the disk has, bytes
   */
  public static NodeStore open(
      Path dir,
      StoreOptions options,
      FailStop failStop,
      UnaryOperator<SyncedWriter> seam,
      LongSupplier usableBytes) {
    DataDirectory directory = new DataDirectory(dir);
    directory.create();
    directory.refuseBackup();
    DirectoryLock lock = DirectoryLock.acquire(dir);
    try {
      DiskSpace disk = new DiskSpace(options, usableBytes);
      disk.requireRoomToStart();
      boolean fresh = directory.isFresh();
      Optional<WriteAheadTail> tail =
          fresh ? Optional.empty() : WriteAheadTail.of(directory.databaseDir());
      Database database = RocksDatabase.open(directory.databaseDir(), options, fresh);
      if (fresh) {
        directory.markFormat();
      }
      tail.filter(t -> t.incompleteBytes() > 0).ifPresent(NodeStore::tellWhatWasCut);
      return withThreads(
          String.valueOf(dir.getFileName()), options, failStop, seam, disk, lock, database);
    } catch (Throwable t) {
      lock.close();
      throw t;
    }
  }

  private static void tellWhatWasCut(WriteAheadTail tail) {
    LOG.warn(
        "the last write in {} was incomplete, and its {} bytes are cut: it was under way when the process or the machine"
            + " died, and nobody was told that it is stored. What was in it comes back from the other nodes, if they have it",
        tail.file(),
        tail.incompleteBytes());
  }

  private static NodeStore withThreads(
      String name,
      StoreOptions options,
      FailStop failStop,
      UnaryOperator<SyncedWriter> seam,
      DiskSpace disk,
      DirectoryLock lock,
      Database database) {
    Fence fence = new Fence(failStop);
    StoreMetrics metrics = new StoreMetrics();
    CommitterThread committer =
        new CommitterThread(
            disk.guarding(seam.apply(database::write)), fence, options, metrics, name);
    SnapshotWriterThread snapshotWriter = new SnapshotWriterThread(fence, name);
    committer.start();
    snapshotWriter.start();
    return started(
        new NodeStore(
            options, fence, disk, database, committer, snapshotWriter, metrics, lock::close));
  }

  /**
   * A store in which nothing happens but on its callers' thread, for simulations.
   *
   * @param failStop called when the store can no longer keep its promises
   * @param usableBytes tells how much room the disk has, bytes
   * @param background runs what in a real node has a thread of its own; must not run it at once
   * @param standing makes what a caller that may not go on throws, for it cannot stand still
   * @throws StoreException if the disk is full
   */
  public static NodeStore inOneThread(
      Database database,
      StoreOptions options,
      FailStop failStop,
      LongSupplier usableBytes,
      Executor background,
      Supplier<Error> standing) {
    DiskSpace disk = new DiskSpace(options, usableBytes);
    disk.requireRoomToStart();
    Fence fence = new Fence(failStop, standing);
    Committer committer = new InlineCommitter(disk.guarding(database::write), fence, background);
    return started(
        new NodeStore(
            options,
            fence,
            disk,
            database,
            committer,
            background::execute,
            new StoreMetrics(),
            () -> {}));
  }

  /**
   * Opens a stopped node's directory for offline verification; changes nothing in it.
   *
   * @throws StoreException if there is no store, or a process uses it, or it cannot be read at all
   */
  public static OfflineStore openReadOnly(Path dir) {
    return OfflineStore.open(dir);
  }

  /**
   * The Raft store of a shard.
   *
   * @param models makes the objects that {@link RaftShardStore#restore} returns
   * @param endpoints turns a node id into an endpoint, for instance {@code NodeEndpoint::new}
   * @throws StoreException if what the shard holds is damaged
   */
  public RaftShardStore shard(
      int shard, RaftModelFactory models, Function<String, RaftEndpoint> endpoints) {
    Shard parts = shardOf(shard);
    return new RaftShardStore(parts.log(), parts.snapshots(), database, fence, models, endpoints);
  }

  /** The history of a shard. */
  public HistoryStore history(int shard) {
    return shardOf(shard).history();
  }

  /** The genesis of this node. */
  public GenesisRecords genesis() {
    return genesis;
  }

  /** The nodes that came after genesis. */
  public JoinedNodes joinedNodes() {
    return joinedNodes;
  }

  /** Whether a group of this shard was ever started here. */
  public boolean holds(int shard) {
    return database.get(Family.META, Keys.shard(shard, Keys.ENDPOINT)) != null;
  }

  /** What the committer measures. */
  public StoreMetrics metrics() {
    return metrics;
  }

  /** Room on the disk, as last measured. */
  public StorageLevel storageLevel() {
    return disk.level();
  }

  /** How often the room on the disk came to another level since the start. */
  public Transitions<StorageLevel> storageTransitions() {
    return disk.transitions();
  }

  /**
   * Measures the room on the disk now; the node calls it from time to time. Halts when there is too
   * little.
   */
  public StorageLevel measureStorage() {
    StorageLevel level = disk.measure();
    if (level == StorageLevel.FULL) {
      fence.halt(
          "disk nearly full: fewer than " + options.diskHaltBytes() + " usable bytes are left",
          null);
    }
    return level;
  }

  /**
   * Writes a copy of everything on disk to a new folder, which must not exist; on the same file
   * system the files are shared, which costs no room. The store goes on meanwhile.
   */
  void checkpoint(Path folder) {
    database.checkpoint(folder);
  }

  /** Whether the store has halted. */
  public boolean isHalted() {
    return fence.isDown();
  }

  /**
   * Writes and syncs what is queued and closes. Snapshots not yet complete are taken again at the
   * next start.
   */
  @Override
  public void close() {
    synchronized (shards) {
      if (closed) {
        return;
      }
      closed = true;
      shards.values().forEach(shard -> shard.snapshots().stop());
    }
    snapshotWriter.close();
    committer.close();
    database.close();
    unlock.run();
  }

  private static NodeStore started(NodeStore store) {
    try {
      store.genesis.drawJournalId();
      return store;
    } catch (Throwable t) {
      store.close();
      throw t;
    }
  }

  private Shard shardOf(int shard) {
    if (shard < 0 || shard > 0xffff) {
      throw new IllegalArgumentException("shard: expected 0 to 65,535 but got " + shard);
    }
    synchronized (shards) {
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      return shards.computeIfAbsent(shard, this::openShard);
    }
  }

  private Shard openShard(int shard) {
    openShards.incrementAndGet();
    ShardLog log = new ShardLog(shard, database, committer, fence, this::entryMemoryBytesPerShard);
    ShardSnapshots snapshots =
        new ShardSnapshots(
            shard, database, committer, snapshotWriter, fence, log, options.pageRoundBytes());
    return new Shard(log, snapshots, new HistoryStore(shard, database, committer, fence, log));
  }

  private long entryMemoryBytesPerShard() {
    return options.entryMemoryBytesMax() / Math.max(1, openShards.get());
  }

  private static long usableBytes(Path dir) {
    try {
      return Files.getFileStore(dir).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("the disk under " + dir + " cannot be asked for its room", e);
    }
  }
}
