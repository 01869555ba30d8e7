package cbdc.settlement.node.shard;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.core.MembershipOutcome;
import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ReadOutcome;
import cbdc.settlement.node.core.ReplicatedLog;
import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.core.TransferOutcome;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A log that keeps what is proposed until the test decides what becomes of it. */
final class HandLog implements ReplicatedLog {
  private final Executor thread;
  private final ArrayDeque<Proposed> proposed = new ArrayDeque<>();
  private boolean full;

  private record Proposed(byte[] entry, Consumer<? super ProposeOutcome> whenDone) {}

  HandLog(Executor thread) {
    this.thread = thread;
  }

  /** While full, it refuses before {@link #propose} returns. */
  void setFull(boolean isFull) {
    full = isFull;
  }

  /** Entries that nothing has become of, in the order proposed. */
  List<byte[]> proposed() {
    return proposed.stream().map(Proposed::entry).toList();
  }

  /** The first of these entries. */
  byte[] first() {
    return proposed.getFirst().entry();
  }

  /** Decides on the first of these entries. */
  void decide(ProposeOutcome outcome) {
    proposed.removeFirst().whenDone().accept(outcome);
  }

  @Override
  public int shard() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void propose(byte[] entry, Consumer<? super ProposeOutcome> whenDone) {
    if (full) {
      whenDone.accept(new ProposeOutcome.Refused(ProposeOutcome.Refusal.TOO_MANY_IN_FLIGHT));
    } else {
      proposed.add(new Proposed(entry, whenDone));
    }
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public void read(Consumer<? super ReadOutcome> whenReady) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void transferLeadership(String nodeId, Consumer<? super TransferOutcome> whenDone) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void changeMembership(
      MembershipChange change, Consumer<? super MembershipOutcome> whenDone) {
    throw new UnsupportedOperationException();
  }

  @Override
  public GroupStatus status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void readStatus(Consumer<? super GroupStatus> whenRead) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addRoleListener(RoleListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> terminate() {
    throw new UnsupportedOperationException();
  }
}
