package cbdc.settlement.node.raft;

import io.microraft.executor.RaftNodeExecutor;

/**
 * The single thread (or, in a simulation, the single queue) on which everything of one group
 * happens. {@link #execute} runs inline when called there, so that a check followed by {@code
 * RaftNode.handle} is one step; {@link #submit} always queues.
 */
public interface GroupThread extends RaftNodeExecutor {

  /** Whether the caller is on this thread. */
  boolean isCurrent();

  /**
   * Takes no further tasks, runs those already queued, drops timers that are not due, then ends.
   * Calling it again does nothing.
   *
   * @param whenEnded runs last on the thread
   */
  void close(Runnable whenEnded);
}
