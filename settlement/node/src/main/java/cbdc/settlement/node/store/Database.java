package cbdc.settlement.node.store;

import java.nio.file.Path;

/**
 * An ordered table of bytes for each {@link Family}, with the one batch write that the committer
 * uses. A node's is {@link RocksDatabase}; a simulation puts a disk of its own here, which forgets
 * what was not synced.
 */
public interface Database extends AutoCloseable {

  /** The value of a key, or null. */
  byte[] get(Family family, byte[] key);

  /** The highest key in {@code [from, end)}, or null. */
  byte[] lastKey(Family family, byte[] from, byte[] end);

  /** The lowest key at or above {@code from}, or null. */
  byte[] firstKey(Family family, byte[] from);

  /** Walks {@code [from, end)} in ascending order, as it is now. */
  Scan scan(Family family, byte[] from, byte[] end);

  /** Writes one round; see {@link SyncedWriter}. Only the committer calls this. */
  void write(CommitRound round);

  /**
   * Makes everything written to a family durable without the write-ahead log. Takes as long as
   * writing it takes.
   */
  void flush(Family family);

  /** Writes everything, as it is at one moment, to a new folder. */
  void checkpoint(Path folder);

  /** Lets readers finish, then closes. */
  @Override
  void close();

  /** A walk over a range of keys, as they were when it started. Must be closed. */
  interface Scan extends AutoCloseable {

    /** Moves to the next key; false at the end. */
    boolean next();

    /** The key. */
    byte[] key();

    /** Its value. */
    byte[] value();

    /**
     * Copies the first bytes of the value into {@code head} and returns the length of the whole
     * value.
     */
    int valueHead(byte[] head);

    @Override
    void close();
  }
}
