package cbdc.settlement.node.shard;

import java.util.List;
import java.util.Optional;

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

  /**
   * Records that this node lacks because their effect came with a snapshot.
   *
   * @param fromNumber first one lacking
   * @param toNumber last one lacking
   */
  record Gap(long fromNumber, long toNumber) {}

  /**
   * Where a snapshot took the place of the records up to a number.
   *
   * @param number last one whose effect the snapshot holds
   * @param index Raft index of the snapshot
   * @param chainHash hash of the shard's chain there
   */
  record Resumed(long number, long index, byte[] chainHash) {}

  /** Queues a record, or compares it with the one stored before a restart. Group's thread. */
  void append(Executed executed);

  /** A snapshot was installed: the next record is the one behind it. Group's thread. */
  void resumeAfter(Resumed snapshot);

  /** The snapshot that was installed last since the start. Any thread. */
  Optional<Resumed> resumed();

  /** Number of the last record. */
  long lastNumber();

  /** The first records that are lacking. Any thread. */
  Optional<Gap> firstGap();

  /**
   * Fills a gap from its start. Any thread.
   *
   * @param records checked against the chain
   */
  void backfill(List<Executed> records);

  /**
   * Records from a number on, without those that are lacking, up to about so many bytes, at least
   * one if there is one. Not on the group's thread.
   */
  List<Executed> read(long fromNumber, int recordsMax, long bytesMax);
}
