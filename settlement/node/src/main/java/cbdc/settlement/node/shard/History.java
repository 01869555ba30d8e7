package cbdc.settlement.node.shard;

/** Where a replica writes what it executed, and whence the feed is read. */
public interface History {
  /**
   * One executed entry.
   *
   * @param number consecutive, from 1
   * @param index Raft index
   * @param term Raft term
   * @param entry its bytes; empty for a change of members
   * @param outcomes what became of it; empty when it was no batch
   * @param chainHash hash of the shard's chain after it
   */
  record Executed(
      long number, long index, int term, byte[] entry, byte[] outcomes, byte[] chainHash) {}

  /** Queues a record, or compares it with the one stored before a restart. Group's thread. */
  void append(Executed executed);

  /** A snapshot was installed: the next record is the one behind this number. Group's thread. */
  void resumeAfter(long number);

  /** Number of the last record. */
  long lastNumber();

  /**
   * Records from a number on, up to about so many bytes, at least one if there is one. Not on the
   * group's thread.
   */
  java.util.List<Executed> read(long fromNumber, int recordsMax, long bytesMax);
}
