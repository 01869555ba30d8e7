package cbdc.settlement.node.store;

/**
 * The narrow place that every write passes on its way from the committer to RocksDB. A test wraps
 * it to count, delay, fail or lose rounds; production uses it as it is.
 */
@FunctionalInterface
public interface SyncedWriter {
  /**
   * Writes one round. A {@link CommitRound.Kind#SYNCED} round returns only when it, and all rounds
   * before it, are on disk.
   *
   * @throws StoreException if it failed; the committer then halts the process
   */
  void write(CommitRound round);
}
