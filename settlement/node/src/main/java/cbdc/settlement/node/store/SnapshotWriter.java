package cbdc.settlement.node.store;

/** Writes snapshots in the background, one shard after the other. */
@FunctionalInterface
interface SnapshotWriter extends AutoCloseable {

  /**
   * Queues work of one shard; a shard queues at most one piece of work at a time, so the queue is
   * bounded by them.
   */
  void enqueue(Runnable work);

  /** Stops after the work at hand, which the caller has told to be short. */
  @Override
  default void close() {}
}
