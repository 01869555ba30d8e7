package cbdc.settlement.node.store;

import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.persistence.RaftEndpointPersistentState;
import io.microraft.model.persistence.RaftTermPersistentState;
import io.microraft.persistence.RaftStore;
import io.microraft.persistence.RestoredRaftState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The store of one Raft group. Methods queue their writes; {@link #flush} (and the {@code
 * persistAndFlush} methods) return when they are on disk.
 *
 * <p>Never throws to MicroRaft, which would log it and go on: on any failure the process halts and
 * the calling thread stands still. All methods belong to the group's thread.
 */
public final class RaftShardStore implements RaftStore {
  private final int shard;
  private final ShardLog log;
  private final ShardSnapshots snapshots;
  private final Database database;
  private final Fence fence;
  private final MemberCodec codec;
  private SnapshotSource frozen;
  private long frozenIndex;

  RaftShardStore(
      ShardLog log,
      ShardSnapshots snapshots,
      Database database,
      Fence fence,
      RaftModelFactory models,
      Function<String, RaftEndpoint> endpoints) {
    this.shard = log.shard();
    this.log = log;
    this.snapshots = snapshots;
    this.database = database;
    this.fence = fence;
    this.codec = new MemberCodec(models, endpoints);
  }

  /** The shard that this group replicates. */
  public int shard() {
    return shard;
  }

  /**
   * What a restarted group continues from: endpoint, members, term and vote, the latest snapshot,
   * and the log after it as handles whose bytes stay on disk until they are read. Empty if the
   * group never started here.
   *
   * <p>MicroRaft then calls the state machine's install method, which must call {@link
   * #installSnapshot}.
   *
   * @throws StoreException if the log has a gap or a damaged record; the message names shard and
   *     index
   */
  public Optional<RestoredRaftState> restore() {
    return new ShardRecovery(shard, database, log, snapshots, codec).restore();
  }

  /** To be called after every applied entry: tells which entries may leave memory first. */
  public void applied(long index) {
    guarded("note an applied entry", () -> log.applied(index));
  }

  /** Index of the last entry in the log, or of the snapshot if there is none after it. */
  public long lastIndex() {
    return log.lastIndex();
  }

  /** Bytes of log entries that are in memory. */
  public long entryMemoryBytes() {
    return log.residentBytes();
  }

  /**
   * Index of the latest snapshot that is complete on disk; 0 if there is none. May be read on any
   * thread.
   */
  public long completeSnapshotIndex() {
    return snapshots.completeIndex();
  }

  /** Whether a snapshot taken here is still on its way to disk. May be read on any thread. */
  public boolean isWritingSnapshot() {
    return snapshots.isWriting();
  }

  /** Reads the latest complete snapshot; to be closed. */
  public SnapshotReader completeSnapshot() {
    return snapshots.reader();
  }

  /**
   * What MicroRaft's {@code StateMachine.takeSnapshot} has to do: freezes the state and hands out
   * handles to the pieces. The pages are written in the background after MicroRaft has persisted
   * the handles.
   */
  public void takeSnapshot(long index, ShardStateMachine machine, Consumer<Object> pieces) {
    guarded(
        "take a snapshot",
        () -> {
          if (frozen != null) {
            frozen.close();
          }
          frozen = machine.freeze(index);
          frozenIndex = index;
          snapshots.pieces(index, frozen.totalPages()).forEach(pieces);
        });
  }

  /**
   * What MicroRaft's {@code StateMachine.installSnapshot} has to do, for a snapshot received from
   * other nodes and at restart alike. If the snapshot at {@code index} was taken here but not
   * completed before a crash, the complete one before it is installed, the entries between (which
   * are committed) are applied, and the snapshot is taken again.
   *
   * <p>{@code machine.apply} for those entries comes from here: an adapter must not expect to see
   * them.
   */
  public void installSnapshot(long index, List<Object> pieces, ShardStateMachine machine) {
    guarded(
        "install a snapshot",
        () -> {
          if (snapshots.completeIndex() == index) {
            install(index, machine);
          } else {
            new ShardRecovery(shard, database, log, snapshots, codec).retake(index, machine);
          }
        });
  }

  @Override
  public void persistAndFlushLocalEndpoint(RaftEndpointPersistentState state) {
    guarded(
        "persist the endpoint",
        () -> {
          byte[] id = codec.encodeEndpoint(state.getLocalEndpoint());
          persistAndFlush(
              Keys.ENDPOINT,
              Checked.allocate(1 + id.length).put((byte) (state.isVoting() ? 1 : 0)).put(id));
        });
  }

  @Override
  public void persistAndFlushInitialGroupMembers(RaftGroupMembersView members) {
    guarded(
        "persist the initial members",
        () -> {
          byte[] view = codec.encodeView(members);
          persistAndFlush(Keys.MEMBERS, Checked.allocate(view.length).put(view));
        });
  }

  @Override
  public void persistAndFlushTerm(RaftTermPersistentState state) {
    guarded(
        "persist term and vote",
        () -> {
          byte[] vote = codec.encodeEndpoint(state.getVotedFor());
          persistAndFlush(
              Keys.TERM, Checked.allocate(4 + vote.length).putInt(state.getTerm()).put(vote));
        });
  }

  @Override
  public void persistLogEntries(List<LogEntry> entries) {
    guarded(
        "persist log entries",
        () -> {
          Writes writes = new Writes();
          for (LogEntry entry : entries) {
            append(writes, entry);
          }
          log.submit(writes);
        });
  }

  @Override
  public void persistSnapshotChunk(SnapshotChunk chunk) {
    guarded(
        "persist a snapshot piece",
        () -> {
          SnapshotPiece piece = (SnapshotPiece) chunk.getOperation();
          if (snapshots.owns(piece)) {
            if (chunk.getSnapshotChunkIndex() == chunk.getSnapshotChunkCount() - 1) {
              noteTaken(chunk);
            }
            return;
          }
          byte[] bytes = snapshots.takeReceived(piece, chunk);
          if (bytes == null) {
            bytes =
                piece
                    .read()
                    .orElseThrow(
                        () -> new IllegalStateException("a handle of another store reads nothing"));
          }
          snapshots.receive(
              marker(chunk, 0),
              chunk.getSnapshotChunkIndex(),
              chunk.getSnapshotChunkCount(),
              bytes);
        });
  }

  @Override
  public void truncateLogEntriesFrom(long indexInclusive) {
    guarded("truncate the log", () -> log.truncateFrom(indexInclusive));
  }

  @Override
  public void truncateLogEntriesUntil(long indexInclusive) {
    // On disk the entries stay: as the history's bodies, and for recovery until the snapshot is
    // complete.
    guarded("shorten the log", () -> log.forgetUntil(indexInclusive));
  }

  @Override
  public void deleteSnapshotChunks(long index, int chunkCount) {
    guarded("delete snapshot pieces", () -> snapshots.dropReceived(index));
  }

  @Override
  public void flush() {
    guarded("flush", log::flush);
  }

  private void append(Writes writes, LogEntry entry) {
    Object operation = entry.getOperation();
    switch (operation) {
      case EntryBytes bytes ->
          log.append(
              writes,
              entry.getIndex(),
              new LogRecord(entry.getTerm(), LogRecord.ENTRY, bytes.get()),
              bytes);
      case UpdateRaftGroupMembersOp change ->
          log.append(
              writes,
              entry.getIndex(),
              new LogRecord(entry.getTerm(), LogRecord.MEMBERS, codec.encodeChange(change)),
              null);
      default ->
          throw new IllegalArgumentException(
              "log entry "
                  + entry.getIndex()
                  + ": expected EntryBytes or a membership change but got "
                  + operation.getClass().getName());
    }
  }

  private void noteTaken(SnapshotChunk chunk) {
    if (frozen == null || frozenIndex != chunk.getIndex()) {
      throw new IllegalStateException(
          "snapshot at index " + chunk.getIndex() + " was not taken through this store");
    }
    SnapshotMarker taken = marker(chunk, frozen.totalPages());
    SnapshotSource source = frozen;
    frozen = null;
    log.applied(chunk.getIndex());
    snapshots.noteTaken(taken);
    snapshots.schedule(taken, source);
  }

  private SnapshotMarker marker(SnapshotChunk chunk, int totalPages) {
    return new SnapshotMarker(
        chunk.getIndex(),
        chunk.getTerm(),
        totalPages,
        0,
        new byte[SnapshotDirectory.HASH_BYTES],
        codec.encodeView(chunk.getGroupMembersView()));
  }

  private void install(long index, ShardStateMachine machine) {
    try (SnapshotReader reader = snapshots.reader()) {
      machine.install(index, reader);
    }
    log.applied(index);
  }

  private void persistAndFlush(byte what, ByteBuffer record) {
    byte[] key = Keys.shard(shard, what);
    log.submit(new Writes().put(Family.META, key, Checked.seal(key, record)));
    log.flush();
  }

  private void guarded(String what, Runnable action) {
    try {
      action.run();
    } catch (Throwable t) {
      throw fence.haltAndStand("shard " + shard + ": could not " + what + ": " + t.getMessage(), t);
    }
  }
}
