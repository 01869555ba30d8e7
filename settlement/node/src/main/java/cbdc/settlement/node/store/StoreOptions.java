package cbdc.settlement.node.store;

/**
 * Sizes and limits of a node's store.
 *
 * @param logBufferBytes RocksDB write buffer of the Raft log, bytes
 * @param otherBufferBytes RocksDB write buffer of the history and of the snapshot pages, bytes each
 * @param entryMemoryBytesMax log entries kept in memory by all groups of the node together, bytes
 * @param queueBytesMax writes waiting for the committer, bytes; above it callers wait
 * @param roundBytesMax most bytes written by one round of the committer
 * @param pageRoundBytes snapshot data written between two log rounds, bytes, at most 1 MiB
 * @param diskLowBytes below this much usable disk new commands are refused ({@link
 *     StorageLevel#LOW})
 * @param diskHaltBytes below this much usable disk the node halts ({@link StorageLevel#FULL})
 */
public record StoreOptions(
    long logBufferBytes,
    long otherBufferBytes,
    long entryMemoryBytesMax,
    long queueBytesMax,
    long roundBytesMax,
    int pageRoundBytes,
    long diskLowBytes,
    long diskHaltBytes) {
  private static final long MIB = 1L << 20;

  /** Refuses sizes that cannot work. */
  public StoreOptions {
    atLeast("logBufferBytes", logBufferBytes, 64 * 1024);
    atLeast("otherBufferBytes", otherBufferBytes, 64 * 1024);
    atLeast("entryMemoryBytesMax", entryMemoryBytesMax, 0);
    atLeast("queueBytesMax", queueBytesMax, 1);
    atLeast("roundBytesMax", roundBytesMax, 1);
    atLeast("pageRoundBytes", pageRoundBytes, 1);
    if (pageRoundBytes > MIB) {
      throw new IllegalArgumentException(
          "pageRoundBytes: expected at most " + MIB + " but got " + pageRoundBytes);
    }
    atLeast("diskHaltBytes", diskHaltBytes, 0);
    atLeast("diskLowBytes", diskLowBytes, diskHaltBytes);
  }

  /** For a node that has the machine to itself. */
  public static StoreOptions defaults() {
    return new StoreOptions(
        128 * MIB, 64 * MIB, 256 * MIB, 64 * MIB, 16 * MIB, (int) (MIB / 2), 2048 * MIB, 512 * MIB);
  }

  /** For several nodes in one process, and for tests. */
  public static StoreOptions small() {
    return new StoreOptions(
        8 * MIB, 4 * MIB, 16 * MIB, 8 * MIB, 4 * MIB, (int) (MIB / 4), 64 * MIB, 16 * MIB);
  }

  /** The same with other disk limits, bytes. */
  public StoreOptions withDiskLimits(long lowBytes, long haltBytes) {
    return new StoreOptions(
        logBufferBytes,
        otherBufferBytes,
        entryMemoryBytesMax,
        queueBytesMax,
        roundBytesMax,
        pageRoundBytes,
        lowBytes,
        haltBytes);
  }

  /** The same with another memory budget for log entries, bytes. */
  public StoreOptions withEntryMemory(long bytesMax) {
    return new StoreOptions(
        logBufferBytes,
        otherBufferBytes,
        bytesMax,
        queueBytesMax,
        roundBytesMax,
        pageRoundBytes,
        diskLowBytes,
        diskHaltBytes);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + ": expected at least " + least + " but got " + value);
    }
  }
}
