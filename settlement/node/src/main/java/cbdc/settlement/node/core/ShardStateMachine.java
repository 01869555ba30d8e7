package cbdc.settlement.node.core;

/**
 * The replicated state of one shard. Every method is called on the thread of the shard's Raft group
 * and on no other.
 *
 * <p>Deterministic: the same calls in the same order give the same state, the same pages and the
 * same outcomes on every replica. A failure inside any of these methods must end the process
 * ({@link FailStop}), never be thrown to the caller and survived.
 */
public interface ShardStateMachine {
  /**
   * Applies one committed log entry.
   *
   * <p>After a restart entries above the last snapshot are applied again; the history then compares
   * instead of writing.
   *
   * @param index Raft log index, higher than any applied before
   * @param term Raft term of the entry
   * @param entry the bytes of the entry; the first one is its kind: see {@code EntryKind}
   */
  void apply(long index, int term, byte[] entry);

  /**
   * Applies a committed change of the group's members, which carries no payload for the ledger but
   * has its place in the history.
   *
   * @param index Raft log index
   * @param term Raft term of the entry
   */
  void applyMembership(long index, int term);

  /**
   * Freezes the state as it is after {@code index}. Only pointers move here: the cost must stay
   * within 10 ms at 150,000 changed pages. Pages changed later are copied before they are changed
   * for as long as the source is open.
   *
   * @param index the last applied index
   * @return the pages changed or removed since the previous freeze or install (all pages if there
   *     was none)
   */
  SnapshotSource freeze(long index);

  /**
   * Replaces the whole state by a snapshot. The next {@link #freeze} reports only what changed
   * after it.
   *
   * @param index the index that the snapshot was taken at
   * @param reader all pages in ascending order; the caller closes it
   */
  void install(long index, SnapshotReader reader);
}
