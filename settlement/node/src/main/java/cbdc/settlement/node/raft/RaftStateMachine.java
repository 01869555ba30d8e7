package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ProposeOutcome.Committed;
import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.raft.GroupHalt.HaltedException;
import cbdc.settlement.node.store.EntryBytes;
import io.microraft.impl.statemachine.InternalCommitAware;
import io.microraft.statemachine.StateMachine;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;

/**
 * Gives MicroRaft's commits to the shard's state machine. MicroRaft catches whatever comes out of
 * these methods and goes on with the next entry, so every Throwable halts the node here, and
 * nothing is applied after one.
 */
final class RaftStateMachine implements StateMachine, InternalCommitAware {

  /** The only content of an entry of this kind is the kind. */
  private static final byte NEW_TERM = 0;

  private final ShardStateMachine machine;
  private final GroupSnapshots snapshots;
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
      GroupSnapshots snapshots,
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
    return guarded(
        "applying index " + index,
        () -> {
          int term = termAt.applyAsInt(index);
          machine.apply(index, term, ((EntryBytes) operation).get());
          snapshots.applied(index);
          applied.accept(index);
          return new Committed(index, term);
        });
  }

  @Override
  public void onInternalCommit(long index) {
    guarded(
        "applying the membership of index " + index,
        () -> {
          machine.applyMembership(index, termAt.applyAsInt(index));
          snapshots.applied(index);
          applied.accept(index);
          return null;
        });
  }

  @Override
  public void takeSnapshot(long index, Consumer<Object> pieces) {
    guarded(
        "taking the snapshot at index " + index,
        () -> {
          int[] count = new int[1];
          snapshots.take(
              index,
              machine,
              piece -> {
                count[0]++;
                pieces.accept(piece);
              });
          if (count[0] == 0) {
            // A follower could never complete it.
            throw new IllegalStateException("a snapshot has at least one piece");
          }
          return null;
        });
  }

  @Override
  public void installSnapshot(long index, List<Object> pieces) {
    guarded(
        "installing the snapshot at index " + index,
        () -> {
          snapshots.install(index, pieces, machine);
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
