package cbdc.settlement.node.store;

import io.microraft.model.log.LogEntry;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.log.SnapshotEntry;
import io.microraft.persistence.RestoredRaftState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Drives a shard's store the way MicroRaft does, for one shard of one node: append, flush, apply,
 * snapshot, restart.
 */
final class Replica implements AutoCloseable {
  static final int SHARD = 2;

  private final Path dir;
  private final int pageRange;
  private final RecordingFailStop failStop = new RecordingFailStop();
  private SwitchableWriter writer;
  private NodeStore store;
  private RaftShardStore raft;
  private PagedMachine machine;
  private long snapshotIndex;
  private List<LogEntry> restoredEntries = List.of();

  Replica(Path dir, int pageRange) {
    this.dir = dir;
    this.pageRange = pageRange;
    open();
  }

  NodeStore store() {
    return store;
  }

  RaftShardStore raft() {
    return raft;
  }

  PagedMachine machine() {
    return machine;
  }

  SwitchableWriter writer() {
    return writer;
  }

  HistoryStore history() {
    return store.history(SHARD);
  }

  List<LogEntry> restoredEntries() {
    return restoredEntries;
  }

  long snapshotIndex() {
    return snapshotIndex;
  }

  List<String> haltReasons() {
    return failStop.reasons();
  }

  /** Appends, flushes and applies {@code count} entries. */
  void run(Random random, int count) {
    for (int i = 0; i < count; i++) {
      byte[] bytes = Logs.randomBytes(random, 20);
      Logs.append(raft, raft.lastIndex() + 1, 1, bytes);
      raft.flush();
      machine.apply(raft.lastIndex(), 1, bytes);
      raft.applied(raft.lastIndex());
    }
  }

  /**
   * Takes a snapshot like MicroRaft: pieces, chunks, flush, truncate. Returns before the pages are
   * on disk.
   */
  void takeSnapshot() {
    List<Object> pieces = new ArrayList<>();
    long index = machine.index();
    raft.takeSnapshot(index, machine, pieces::add);
    for (int i = 0; i < pieces.size(); i++) {
      raft.persistSnapshotChunk(chunk(index, i, pieces.size(), pieces.get(i)));
    }
    raft.flush();
    raft.truncateLogEntriesUntil(index);
    snapshotIndex = index;
  }

  void awaitSnapshotWritten() {
    while (raft.isWritingSnapshot()) {
      Thread.onSpinWait();
    }
  }

  /**
   * Copies the latest complete snapshot of another replica, as MicroRaft's collector would; returns
   * the pieces that MicroRaft would keep.
   */
  List<SnapshotPiece> installFrom(Replica other) {
    return installFrom(other.raft.completeSnapshotIndex(), other.pieces());
  }

  /** The same with these pieces. */
  List<SnapshotPiece> installFrom(long index, List<SnapshotPiece> theirs) {
    List<SnapshotPiece> pieces = new ArrayList<>();
    for (int i = 0; i < theirs.size(); i++) {
      SnapshotPiece piece = SnapshotPiece.received(theirs.get(i).read().orElseThrow());
      pieces.add(piece);
      raft.persistSnapshotChunk(chunk(index, i, theirs.size(), piece));
    }
    raft.flush();
    raft.truncateLogEntriesUntil(index);
    raft.installSnapshot(index, List.copyOf(pieces), machine);
    raft.flush();
    snapshotIndex = index;
    return pieces;
  }

  /** Handles to the pieces of the latest complete snapshot. */
  List<SnapshotPiece> pieces() {
    SnapshotEntry entry = raft.restore().orElseThrow().getSnapshotEntry();
    @SuppressWarnings("unchecked")
    List<SnapshotChunk> chunks = (List<SnapshotChunk>) entry.getOperation();
    return chunks.stream().map(c -> (SnapshotPiece) c.getOperation()).toList();
  }

  static SnapshotChunk chunk(long index, int number, int count, Object piece) {
    return Logs.MODELS
        .createSnapshotChunkBuilder()
        .setIndex(index)
        .setTerm(1)
        .setSnapshotChunkIndex(number)
        .setSnapshotChunkCount(count)
        .setOperation(piece)
        .setGroupMembersView(Logs.view(0, "n1", "n2", "n3"))
        .build();
  }

  /** Loses every write from now on, then starts again on what is on disk. */
  void cutPowerAndRestart() {
    writer.unplug();
    restart();
  }

  void restart() {
    store.close();
    open();
  }

  /** Closes the store before the test ends, so that its files can be looked at. */
  void stop() {
    store.close();
  }

  @Override
  public void close() {
    stop();
  }

  private void open() {
    writer = new SwitchableWriter();
    StoreOptions options = StoreOptions.small().withDiskLimits(0, 0);
    store = NodeStore.open(dir, options, failStop, writer, () -> Long.MAX_VALUE);
    raft = Logs.started(store, SHARD);
    machine = new PagedMachine(pageRange).withHistory(store.history(SHARD));
    restore(raft.restore().orElseThrow());
  }

  private void restore(RestoredRaftState state) {
    SnapshotEntry snapshot = state.getSnapshotEntry();
    snapshotIndex = 0;
    if (snapshot != null) {
      @SuppressWarnings("unchecked")
      List<SnapshotChunk> chunks = (List<SnapshotChunk>) snapshot.getOperation();
      List<Object> pieces = new ArrayList<>();
      chunks.forEach(chunk -> pieces.add(chunk.getOperation()));
      raft.installSnapshot(snapshot.getIndex(), pieces, machine);
      snapshotIndex = snapshot.getIndex();
    }
    restoredEntries = state.getLogEntries();
    // A group of one member commits what it holds.
    for (LogEntry entry : restoredEntries) {
      machine.apply(entry.getIndex(), entry.getTerm(), ((EntryBytes) entry.getOperation()).get());
      raft.applied(entry.getIndex());
    }
  }
}
