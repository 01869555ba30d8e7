package cbdc.settlement.node.store;

/**
 * The only writer of a node's database. Tickets are numbers in the order of submission, and a
 * ticket is complete when it and all before it are on disk. After a halt or the end nobody who asks
 * for more, or waits, ever goes on.
 */
interface Committer extends AutoCloseable {

  /**
   * Queues writes that the caller is going to {@link #await}; until then they may lie in the queue.
   * They are applied in the order of submission. Waits while the queue is full.
   *
   * @return the ticket to {@link #await}
   */
  long submit(Writes writes);

  /**
   * Queues writes that nobody waits for: they are written soon, and are durable with the next sync.
   */
  long submitUnawaited(Writes writes);

  /** Returns when {@code ticket} is on disk; never returns if that fails. */
  void await(long ticket);

  /**
   * Returns when {@code ticket} is in the database and readable, though perhaps not durable yet.
   */
  void awaitReadable(long ticket);

  /** Queues a portion of snapshot pages; waits while some portions are queued already. */
  long submitPages(Writes writes);

  /** Returns when the portion is in the database, though not durable yet. */
  void awaitPages(long pageTicket);

  /** Writes and syncs what is queued, then stops. Later submissions stand still for ever. */
  @Override
  void close();
}
