package cbdc.settlement.node.raft;

import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.SnapshotPiece;
import io.microraft.model.impl.log.DefaultSnapshotEntryOrBuilder;
import io.microraft.model.impl.persistence.DefaultRaftTermPersistentStateOrBuilder;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.log.SnapshotEntry;
import io.microraft.model.persistence.RaftEndpointPersistentState;
import io.microraft.model.persistence.RaftTermPersistentState;
import io.microraft.persistence.RaftStore;
import io.microraft.persistence.RestoredRaftState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A disk for one group: what was not flushed is gone after a crash. */
final class MemoryStore implements RaftStore {

  private final List<Runnable> unflushed = new ArrayList<>();
  private RaftEndpointPersistentState endpoint;
  private RaftGroupMembersView founded;
  private RaftTermPersistentState term;
  private final TreeMap<Long, LogEntry> log = new TreeMap<>();
  private final TreeMap<Long, TreeMap<Integer, SnapshotChunk>> chunks = new TreeMap<>();
  private boolean frozen;

  /** The process is gone: nothing is written any more, what was not flushed is lost. */
  void crash() {
    frozen = true;
    unflushed.clear();
  }

  void mount() {
    frozen = false;
  }

  Optional<RestoredRaftState> restore() {
    if (founded == null || endpoint == null) {
      return Optional.empty();
    }
    RaftTermPersistentState restoredTerm =
        term != null ? term : new DefaultRaftTermPersistentStateOrBuilder().setTerm(0).build();
    SnapshotEntry snapshot = snapshot();
    long after = snapshot == null ? 0 : snapshot.getIndex();
    return Optional.of(
        new RestoredRaftState(
            endpoint,
            founded,
            restoredTerm,
            snapshot,
            new ArrayList<>(
                log.tailMap(after, false).values().stream().map(MemoryStore::copy).toList())));
  }

  private SnapshotEntry snapshot() {
    for (Map.Entry<Long, TreeMap<Integer, SnapshotChunk>> candidate :
        chunks.descendingMap().entrySet()) {
      List<SnapshotChunk> pieces = new ArrayList<>(candidate.getValue().values());
      SnapshotChunk first = pieces.get(0);
      if (pieces.size() == first.getSnapshotChunkCount()) {
        return new DefaultSnapshotEntryOrBuilder()
            .setTerm(first.getTerm())
            .setIndex(first.getIndex())
            .setSnapshotChunks(pieces)
            .setGroupMembersView(first.getGroupMembersView())
            .build();
      }
    }
    return null;
  }

  /** Another process reads other objects. */
  private static LogEntry copy(LogEntry entry) {
    Object operation =
        entry.getOperation() instanceof EntryBytes bytes
            ? EntryBytes.of(bytes.get())
            : entry.getOperation();
    return CbdcModelFactory.entry(entry.getIndex(), entry.getTerm(), operation);
  }

  @Override
  public void persistAndFlushLocalEndpoint(RaftEndpointPersistentState state) {
    write(() -> endpoint = state);
    flush();
  }

  @Override
  public void persistAndFlushInitialGroupMembers(RaftGroupMembersView members) {
    write(() -> founded = members);
    flush();
  }

  @Override
  public void persistAndFlushTerm(RaftTermPersistentState state) {
    write(() -> term = state);
    flush();
  }

  @Override
  public void persistLogEntries(List<LogEntry> entries) {
    List<LogEntry> copies = entries.stream().map(MemoryStore::copy).toList();
    write(() -> copies.forEach(entry -> log.put(entry.getIndex(), entry)));
  }

  @Override
  public void persistSnapshotChunk(SnapshotChunk chunk) {
    byte[] bytes = ((SnapshotPiece) chunk.getOperation()).read().orElseThrow();
    SnapshotChunk copy =
        new CbdcModelFactory()
            .createSnapshotChunkBuilder()
            .setTerm(chunk.getTerm())
            .setIndex(chunk.getIndex())
            .setSnapshotChunkIndex(chunk.getSnapshotChunkIndex())
            .setSnapshotChunkCount(chunk.getSnapshotChunkCount())
            .setGroupMembersView(chunk.getGroupMembersView())
            .setOperation(SnapshotPiece.received(bytes))
            .build();
    write(
        () ->
            chunks
                .computeIfAbsent(copy.getIndex(), i -> new TreeMap<>())
                .put(copy.getSnapshotChunkIndex(), copy));
  }

  @Override
  public void truncateLogEntriesFrom(long index) {
    write(() -> log.tailMap(index, true).clear());
  }

  @Override
  public void truncateLogEntriesUntil(long index) {
    write(() -> log.headMap(index, true).clear());
  }

  @Override
  public void deleteSnapshotChunks(long index, int count) {
    write(() -> chunks.remove(index));
  }

  @Override
  public void flush() {
    if (!frozen) {
      unflushed.forEach(Runnable::run);
      unflushed.clear();
    }
  }

  private void write(Runnable change) {
    if (!frozen) {
      unflushed.add(change);
    }
  }
}
