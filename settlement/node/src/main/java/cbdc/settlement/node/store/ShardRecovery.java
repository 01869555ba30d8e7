package cbdc.settlement.node.store;

import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import cbdc.settlement.node.store.StoreException.Reason;
import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.log.SnapshotEntry;
import io.microraft.model.persistence.RaftTermPersistentState;
import io.microraft.persistence.RestoredRaftState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a Raft group together again from what is on disk.
 *
 * <p>MicroRaft sizes its log for the entries since the last snapshot <em>taken</em> and silently
 * overwrites the oldest when there are more. So recovery always starts from the last one taken,
 * even if only an earlier one is complete: the entries between the two are committed, and {@link
 * #retake} applies them before MicroRaft looks.
 */
final class ShardRecovery {
  private final int shard;
  private final Database database;
  private final ShardLog log;
  private final ShardSnapshots snapshots;
  private final MemberCodec codec;

  ShardRecovery(
      int shard, Database database, ShardLog log, ShardSnapshots snapshots, MemberCodec codec) {
    this.shard = shard;
    this.database = database;
    this.log = log;
    this.snapshots = snapshots;
    this.codec = codec;
  }

  Optional<RestoredRaftState> restore() {
    ByteBuffer endpoint = readMeta(Keys.ENDPOINT, "endpoint");
    ByteBuffer members = readMeta(Keys.MEMBERS, "initial members");
    if (endpoint == null || members == null) {
      // The group never got as far as its first start: nothing was promised.
      return Optional.empty();
    }
    RaftModelFactory models = codec.models();
    boolean voting = endpoint.get() == 1;
    SnapshotMarker snapshot = latestTaken();
    return Optional.of(
        new RestoredRaftState(
            models
                .createRaftEndpointPersistentStateBuilder()
                .setLocalEndpoint(codec.decodeEndpoint(rest(endpoint)))
                .setVoting(voting)
                .build(),
            codec.decodeView(rest(members)),
            restoreTerm(),
            snapshot == null ? null : snapshotEntry(snapshot),
            restoreLog(snapshot == null ? 0 : snapshot.index())));
  }

  /**
   * Brings the state machine to the snapshot taken at {@code index}, of which only earlier parts
   * are on disk.
   */
  void retake(long index, ShardStateMachine machine) {
    SnapshotMarker taken = SnapshotMarker.read(database, shard, Keys.SNAPSHOT_TAKEN);
    long from = snapshots.completeIndex();
    if (taken == null || taken.index() != index || from > index) {
      throw new IllegalStateException(
          "there is no snapshot at index " + index + "; the complete one is at " + from);
    }
    if (from > 0) {
      try (SnapshotReader reader = snapshots.reader()) {
        machine.install(from, reader);
      }
    }
    applyUntil(index, from, machine);
    SnapshotSource source = machine.freeze(index);
    if (source.totalPages() != taken.totalPages()) {
      throw new IllegalStateException(
          "snapshot at index "
              + index
              + ": expected "
              + taken.totalPages()
              + " pages as before the restart but the replayed state has "
              + source.totalPages());
    }
    snapshots.schedule(taken, source);
  }

  private void applyUntil(long index, long from, ShardStateMachine machine) {
    long[] applied = {from};
    ShardLog.scan(
        database,
        shard,
        from + 1,
        (i, record) -> {
          if (i > index) {
            return false;
          }
          requireNext(applied[0], i);
          if (record.type() == LogRecord.MEMBERS) {
            machine.applyMembership(i, record.term());
          } else {
            machine.apply(i, record.term(), record.payload());
          }
          log.applied(i);
          applied[0] = i;
          return true;
        });
    if (applied[0] != index) {
      throw gap(applied[0] + 1);
    }
  }

  private SnapshotMarker latestTaken() {
    SnapshotMarker complete = snapshots.complete();
    SnapshotMarker taken = SnapshotMarker.read(database, shard, Keys.SNAPSHOT_TAKEN);
    boolean takenIsNewer = taken != null && (complete == null || taken.index() > complete.index());
    return takenIsNewer ? taken : complete;
  }

  private RaftTermPersistentState restoreTerm() {
    ByteBuffer term = readMeta(Keys.TERM, "term and vote");
    int number = 0;
    RaftEndpoint vote = null;
    if (term != null) {
      number = term.getInt();
      vote = codec.decodeEndpoint(rest(term));
    }
    return codec
        .models()
        .createRaftTermPersistentStateBuilder()
        .setTerm(number)
        .setVotedFor(vote)
        .build();
  }

  private SnapshotEntry snapshotEntry(SnapshotMarker marker) {
    RaftModelFactory models = codec.models();
    RaftGroupMembersView view = codec.decodeView(marker.view());
    List<SnapshotPiece> pieces = snapshots.pieces(marker.index(), marker.totalPages());
    List<SnapshotChunk> chunks = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      chunks.add(
          models
              .createSnapshotChunkBuilder()
              .setTerm(marker.term())
              .setIndex(marker.index())
              .setOperation(pieces.get(i))
              .setSnapshotChunkIndex(i)
              .setSnapshotChunkCount(pieces.size())
              .setGroupMembersView(view)
              .build());
    }
    return models
        .createSnapshotEntryBuilder()
        .setTerm(marker.term())
        .setIndex(marker.index())
        .setSnapshotChunks(chunks)
        .setGroupMembersView(view)
        .build();
  }

  private List<LogEntry> restoreLog(long snapshotIndex) {
    List<LogEntry> entries = new ArrayList<>();
    ShardLog.scan(
        database,
        shard,
        snapshotIndex + 1,
        (index, record) -> {
          requireNext(snapshotIndex + entries.size(), index);
          if (!entries.isEmpty() && entries.get(entries.size() - 1).getTerm() > record.term()) {
            throw new StoreException(
                Reason.DAMAGED,
                "shard "
                    + shard
                    + ": log entry "
                    + index
                    + " is of an earlier term than the one before it");
          }
          Object operation =
              record.type() == LogRecord.MEMBERS
                  ? codec.decodeChange(record.payload())
                  : log.handle(index, record);
          entries.add(
              codec
                  .models()
                  .createLogEntryBuilder()
                  .setTerm(record.term())
                  .setIndex(index)
                  .setOperation(operation)
                  .build());
          return true;
        });
    return entries;
  }

  private void requireNext(long previous, long index) {
    if (index != previous + 1) {
      throw gap(previous + 1);
    }
  }

  private StoreException gap(long missing) {
    return new StoreException(
        Reason.DAMAGED, "shard " + shard + ": log entry " + missing + " is missing");
  }

  private ByteBuffer readMeta(byte what, String name) {
    byte[] key = Keys.shard(shard, what);
    byte[] value = database.get(Family.META, key);
    return value == null ? null : Checked.open(key, value, "shard " + shard + ": " + name);
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }
}
