package cbdc.settlement.node.store;

import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import io.microraft.model.log.SnapshotChunk;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots of one shard: the latest complete one, the one being written, and one coming in
 * from other nodes.
 *
 * <p>Taking one only notes it and hands the frozen pages to the background; until the note is
 * followed by a completed snapshot, recovery starts from the complete one before and replays the
 * log up to the noted index. Receiving one changes nothing until all its pages are on disk; then a
 * single write makes it the complete one.
 */
final class ShardSnapshots {
  private final int shard;
  private final Database database;
  private final Committer committer;
  private final SnapshotWriter writer;
  private final Fence fence;
  private final ShardLog log;
  private final int portionBytes;
  private final SnapshotPiece.Source pieceSource = this::readPiece;
  private volatile SnapshotDirectory complete;
  private volatile SnapshotMarker completeMarker;
  private SnapshotJob pending;
  private SnapshotJob running;
  private boolean stopping;
  private ReceivedSnapshot received;
  private int lastLineage;

  ShardSnapshots(
      int shard,
      Database database,
      Committer committer,
      SnapshotWriter writer,
      Fence fence,
      ShardLog log,
      int portionBytes) {
    this.shard = shard;
    this.database = database;
    this.committer = committer;
    this.writer = writer;
    this.fence = fence;
    this.log = log;
    this.portionBytes = portionBytes;
    this.completeMarker = SnapshotMarker.read(database, shard, Keys.SNAPSHOT_COMPLETE);
    this.complete = loadAndCollectGarbage();
    this.lastLineage = complete.lineage();
    log.restoredTo(complete.index());
  }

  /** The latest snapshot whose pages are all on disk, or null. */
  SnapshotMarker complete() {
    return completeMarker;
  }

  /** Index of the latest complete snapshot, 0 if there is none. */
  long completeIndex() {
    return complete.index();
  }

  SnapshotReader reader() {
    return new StoredSnapshotReader(database, shard, complete);
  }

  /** Handles to the pieces of the snapshot at {@code index}. */
  List<SnapshotPiece> pieces(long index, int totalPages) {
    int count = SnapshotDirectory.pieces(totalPages);
    List<SnapshotPiece> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pieces.add(SnapshotPiece.local(pieceSource, index, i));
    }
    return pieces;
  }

  boolean owns(SnapshotPiece piece) {
    return piece.isHandleOf(pieceSource);
  }

  /** What a piece brought, or null; the piece becomes a handle to what is stored of it. */
  byte[] takeReceived(SnapshotPiece piece, SnapshotChunk chunk) {
    return piece.takeReceived(pieceSource, chunk.getIndex(), chunk.getSnapshotChunkIndex());
  }

  /** Notes that a snapshot was taken; durable with the log's next flush. */
  void noteTaken(SnapshotMarker taken) {
    byte[] key = Keys.shard(shard, Keys.SNAPSHOT_TAKEN);
    log.submit(new Writes().put(Family.META, key, taken.encode(key)));
  }

  /** Hands a frozen state to the background writer. */
  synchronized void schedule(SnapshotMarker taken, SnapshotSource source) {
    if (stopping) {
      source.close();
      return;
    }
    List<SnapshotSource> sources = new ArrayList<>();
    if (pending == null) {
      writer.enqueue(this::writePending);
    } else {
      sources.addAll(pending.sources());
    }
    sources.add(source);
    pending = new SnapshotJob(shard, taken, sources);
  }

  /** Whether a snapshot waits for the background writer or is being written. */
  synchronized boolean isWriting() {
    return pending != null || running != null;
  }

  /**
   * Stores one received piece; with the last one the snapshot becomes the complete one, durably.
   */
  void receive(SnapshotMarker announced, int number, int pieceCount, byte[] bytes) {
    if (received == null || received.index() != announced.index()) {
      dropReceived();
      lastLineage++;
      received = new ReceivedSnapshot(shard, announced.index(), lastLineage, pieceCount);
    }
    PagePortions portions = new PagePortions(committer, portionBytes);
    received.add(number, bytes, portions);
    portions.finish();
    if (received.isComplete()) {
      portions.await();
      install(announced);
    }
  }

  /** Forgets a transfer that another snapshot has overtaken. */
  void dropReceived(long index) {
    if (received != null && received.index() == index) {
      dropReceived();
    }
  }

  /**
   * No more snapshots are completed; what is being written is abandoned and done again after the
   * next start.
   */
  synchronized void stop() {
    stopping = true;
    cancelJobs();
  }

  private void install(SnapshotMarker announced) {
    SnapshotDirectory directory = received.directory();
    database.flush(Family.PAGES);
    SnapshotMarker marker =
        new SnapshotMarker(
            announced.index(),
            announced.term(),
            directory.size(),
            directory.lineage(),
            directory.root(),
            announced.view());
    byte[] key = Keys.shard(shard, Keys.SNAPSHOT_COMPLETE);
    int oldLineage = complete.lineage();
    synchronized (this) {
      cancelJobs();
      Writes writes = new Writes().put(Family.META, key, marker.encode(key));
      log.deleteUnapplied(writes, marker.index());
      log.submit(writes);
    }
    log.flush();
    complete = directory;
    completeMarker = marker;
    received = null;
    log.installed(marker.index());
    dropLineage(oldLineage);
  }

  private void cancelJobs() {
    if (pending != null) {
      // The writer will find nothing when its turn comes. What is frozen next does not build on
      // these sources.
      pending.release();
      pending = null;
    }
    if (running != null) {
      running.cancel();
    }
  }

  private void dropReceived() {
    if (received != null) {
      dropLineage(received.lineage());
      received = null;
    }
  }

  private void dropLineage(int lineage) {
    PagePortions portions = new PagePortions(committer, portionBytes);
    portions.deleteRange(Keys.lineage(shard, lineage), Keys.lineage(shard, lineage + 1));
    portions.finish();
  }

  /** On the writer's thread. */
  private void writePending() {
    synchronized (this) {
      running = pending;
      pending = null;
    }
    SnapshotJob job = running;
    if (job == null) {
      return;
    }
    try {
      writeJob(job);
    } finally {
      job.release();
      synchronized (this) {
        running = null;
      }
    }
  }

  private void writeJob(SnapshotJob job) {
    PagePortions portions = new PagePortions(committer, portionBytes);
    SnapshotDirectory directory = job.isCancelled() ? null : job.write(complete, portions);
    if (directory == null) {
      portions.finish();
      return;
    }
    SnapshotMarker taken = job.taken();
    if (directory.size() != taken.totalPages()) {
      throw new IllegalStateException(
          "shard "
              + shard
              + ": snapshot at index "
              + taken.index()
              + ": expected "
              + taken.totalPages()
              + " pages as frozen but the changes give "
              + directory.size());
    }
    database.flush(Family.PAGES);
    SnapshotMarker marker =
        new SnapshotMarker(
            taken.index(),
            taken.term(),
            directory.size(),
            directory.lineage(),
            directory.root(),
            taken.view());
    byte[] key = Keys.shard(shard, Keys.SNAPSHOT_COMPLETE);
    long ticket;
    synchronized (this) {
      if (job.isCancelled()) {
        return;
      }
      ticket = committer.submit(new Writes().put(Family.META, key, marker.encode(key)));
    }
    committer.await(ticket);
    synchronized (this) {
      if (job.isCancelled()) {
        return;
      }
      complete = directory;
      completeMarker = marker;
    }
    job.superseded().forEach(portions::delete);
    portions.finish();
  }

  private Optional<byte[]> readPiece(long index, int number) {
    SnapshotDirectory directory = complete;
    if (directory.index() != index || index == 0) {
      return Optional.empty();
    }
    int from = number * SnapshotDirectory.PIECE_PAGES;
    int to = Math.min(from + SnapshotDirectory.PIECE_PAGES, directory.size());
    byte[][] contents = new byte[Math.max(0, to - from)][];
    MessageDigest sha256 = SnapshotDirectory.sha256();
    try {
      for (int i = from; i < to; i++) {
        byte[] value = database.get(Family.PAGES, directory.key(shard, i));
        if (value == null) {
          if (complete != directory) {
            return Optional.empty();
          }
          throw fence.haltAndStand(directory.describe(shard, i) + " is missing", null);
        }
        contents[i - from] = PageRecord.content(directory, shard, i, value, sha256);
      }
    } catch (StoreException e) {
      throw fence.haltAndStand(e.getMessage(), e);
    }
    return Optional.of(ReceivedSnapshot.encodePiece(directory, number, from, contents));
  }

  private SnapshotDirectory loadAndCollectGarbage() {
    PagePortions portions = new PagePortions(committer, portionBytes);
    SnapshotDirectory directory;
    if (completeMarker == null) {
      directory = SnapshotDirectory.empty();
      deleteAll(portions, Keys.lineage(shard, 0), Keys.pagesEnd(shard));
    } else {
      int lineage = completeMarker.lineage();
      directory = SnapshotLoader.load(database, shard, completeMarker, portions::delete);
      deleteAll(portions, Keys.lineage(shard, 0), Keys.lineage(shard, lineage));
      deleteAll(portions, Keys.lineage(shard, lineage + 1), Keys.pagesEnd(shard));
    }
    portions.finish();
    return directory;
  }

  private void deleteAll(PagePortions portions, byte[] fromKey, byte[] endKey) {
    if (database.lastKey(Family.PAGES, fromKey, endKey) != null) {
      portions.deleteRange(fromKey, endKey);
    }
  }
}
