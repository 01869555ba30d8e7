package cbdc.settlement.node.core;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One shard's replicated log: everything the node knows of replication. Committed entries reach the
 * shard's {@link ShardStateMachine}, on every replica in the same order.
 *
 * <p>Methods may be called from any thread and never block. Callbacks run on the group's thread,
 * which also applies entries: a callback does little, never blocks, and hands further work to
 * another thread. A refusal for which the group's thread is not needed (too much in flight,
 * stopped) may call back on the calling thread, before the method returns. An exception thrown by a
 * callback halts the node.
 */
public interface ReplicatedLog {

  /** The shard whose log this is. */
  int shard();

  /**
   * Appends an entry, if this replica leads. Entries are appended in the order of the calls of one
   * thread. The callback comes after this replica has applied the entry.
   *
   * @param entry kind byte and content; not changed afterwards
   * @param whenDone receives what became of it, exactly once
   * @throws IllegalArgumentException if the entry is empty or longer than one append request may be
   */
  void propose(byte[] entry, Consumer<? super ProposeOutcome> whenDone);

  /**
   * Asks to read current state: confirms with a majority that this replica led at some time after
   * this call, and calls back with state that includes everything committed before this call. Reads
   * that arrive while a confirmation is under way share the next one.
   *
   * @param whenReady called once; for {@link ReadOutcome.Current} it reads the state before it
   *     returns
   */
  void read(Consumer<? super ReadOutcome> whenReady);

  /**
   * Hands leadership to another voting member: holds new entries, lets those in flight commit,
   * waits until the target stores all of them, then transfers.
   *
   * @param nodeId the member to lead
   * @param whenDone receives how it ended, exactly once
   */
  void transferLeadership(String nodeId, Consumer<? super TransferOutcome> whenDone);

  /**
   * Changes the members by one step, if this replica leads.
   *
   * @param change the step
   * @param whenDone receives what became of it, exactly once
   */
  void changeMembership(MembershipChange change, Consumer<? super MembershipOutcome> whenDone);

  /**
   * What this replica knew a moment ago (commit index, applied index: now; the rest: at the last
   * change or at most 250 ms ago).
   */
  GroupStatus status();

  /**
   * What this replica knows, exactly.
   *
   * @param whenRead receives it on the group's thread; is not called if the group has stopped
   */
  void readStatus(Consumer<? super GroupStatus> whenRead);

  /**
   * Adds a listener. Those added before the start hear of everything.
   *
   * @param listener called on the group's thread
   */
  void addRoleListener(RoleListener listener);

  /**
   * Runs a task on the group's thread, after what is queued there.
   *
   * @param task what to run; does nothing if the group has stopped; an exception halts the node
   */
  void execute(Runnable task);

  /**
   * Stops this replica: it steps down, fails what is in flight and leaves the group's thread. The
   * log stays as it is. Leadership should have been transferred before.
   *
   * @return completes when the group's thread has ended
   */
  CompletionStage<Void> terminate();
}
