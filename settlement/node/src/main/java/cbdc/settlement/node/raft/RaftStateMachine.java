package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ProposeOutcome.Committed;
import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.raft.GroupHalt.HaltedException;
import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.SnapshotPiece;
import io.microraft.impl.statemachine.InternalCommitAware;
import io.microraft.statemachine.StateMachine;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;

/**
 * Gives MicroRaft's commits to the shard's state machine. MicroRaft catches whatever comes out of these methods and goes
 * on with the next entry, so every Throwable halts the node here, and nothing is applied after one.
 */
final class RaftStateMachine implements StateMachine, InternalCommitAware {

  /** The only content of an entry of this kind is the kind. */
  private static final byte NEW_TERM = 0;

  private final ShardStateMachine machine;
  private final SnapshotPieces snapshots;
  private final GroupHalt halt;
  private final LongToIntFunction termAt;
  private final LongConsumer applied;

  /**
   * An adaptor.
   *
   * @param termAt term of the log entry at an index; the entry that MicroRaft applies is in its log
   * @param applied told the index after each applied entry or installed snapshot
   */
  RaftStateMachine(
      ShardStateMachine machine,
      SnapshotPieces snapshots,
      GroupHalt halt,
      LongToIntFunction termAt,
      LongConsumer applied) {
    this.machine = machine;
    this.snapshots = snapshots;
    this.halt = halt;
    this.termAt = termAt;
    this.applied = applied;
  }

  @Override
  public Object runOperation(long index, Object operation) {
    return guarded("applying index " + index, () -> {
      int term = termAt.applyAsInt(index);
      machine.apply(index, term, ((EntryBytes) operation).get());
      applied.accept(index);
      return new Committed(index, term);
    });
  }

  @Override
  public void onInternalCommit(long index) {
    guarded("applying the membership of index " + index, () -> {
      machine.applyMembership(index, termAt.applyAsInt(index));
      applied.accept(index);
      return null;
    });
  }

  @Override
  public void takeSnapshot(long index, Consumer<Object> pieces) {
    guarded("taking the snapshot at index " + index, () -> {
      List<SnapshotPiece> handles = snapshots.begin(index, machine.freeze(index));
      if (handles.isEmpty()) {
        throw new IllegalStateException("a snapshot has at least one piece");
      }
      handles.forEach(pieces);
      return null;
    });
  }

  @Override
  public void installSnapshot(long index, List<Object> pieces) {
    guarded("installing the snapshot at index " + index, () -> {
      List<SnapshotPiece> handles = pieces.stream().map(SnapshotPiece.class::cast).toList();
      try (SnapshotReader reader = snapshots.open(index, handles)) {
        machine.install(index, reader);
      }
      applied.accept(index);
      return null;
    });
  }

  @Override
  public Object getNewTermOperation() {
    return EntryBytes.of(new byte[] {NEW_TERM});
  }

  private Object guarded(String what, Step step) {
    if (halt.isHalted()) {
      throw new HaltedException();
    }
    try {
      return step.run();
    } catch (Throwable thrown) {
      halt.halt(what + " failed", thrown);
      throw new HaltedException();
    }
  }

  private interface Step {
    Object run();
  }
}
