package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;

/** How RocksDB is configured, and why; what its errors at opening mean. */
final class DatabaseOptions {
  private static final int BACKGROUND_JOBS = 2;
  private static final int BLOCK_BYTES = 16 * 1024;
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final long SYNC_STEP_BYTES = 1L << 20;

  private DatabaseOptions() {}

  static DBOptions forNode(StoreOptions options, List<RocksObject> owned) {
    DBOptions db = new DBOptions();
    owned.add(db);
    return db
        // The default mode silently drops all that follows the first bad record. This one forgives
        // an incomplete last
        // write only; it needs log files that are not recycled.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setRecycleLogFileNum(0)
        // One committer thread writes: nothing to gain from concurrent memtable writes or a second
        // queue.
        .setAllowConcurrentMemtableWrite(false)
        // The small families would otherwise keep old log files alive for ever.
        .setMaxTotalWalSize(4 * options.logBufferBytes())
        .setMaxBackgroundJobs(BACKGROUND_JOBS)
        // Spread the write-back of table files, so that a log sync does not wait behind a whole
        // one.
        .setBytesPerSync(SYNC_STEP_BYTES)
        // A failed background write is final: the next write reports it and the node halts.
        .setMaxBgErrorResumeCount(0)
        .setKeepLogFileNum(5)
        .setMaxLogFileSize(8 * SYNC_STEP_BYTES)
        .setStatsDumpPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
  }

  static ColumnFamilyOptions forFamily(
      Family family, StoreOptions options, List<RocksObject> owned) {
    BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
    ColumnFamilyOptions cf =
        new ColumnFamilyOptions()
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockSize(BLOCK_BYTES).setFilterPolicy(bloom))
            // Zero: nothing is ever dropped or rewritten because of its age (the defaults do after
            // 30 days).
            .setTtl(0)
            .setPeriodicCompactionSeconds(0)
            .setMaxWriteBufferNumber(3);
    owned.add(cf);
    owned.add(bloom);
    switch (family) {
      case LOG, HISTORY -> {
        // Only appended, kept for good: compaction would copy it again and again for nothing. Not
        // FIFO, whose whole
        // purpose is to drop old files. Without compaction the number of files must not slow down
        // or stop writes.
        cf.setCompactionStyle(CompactionStyle.UNIVERSAL)
            .setDisableAutoCompactions(true)
            .setLevel0SlowdownWritesTrigger(Integer.MAX_VALUE)
            .setLevel0StopWritesTrigger(Integer.MAX_VALUE)
            .setSoftPendingCompactionBytesLimit(0)
            .setHardPendingCompactionBytesLimit(0)
            .setWriteBufferSize(
                family == Family.LOG ? options.logBufferBytes() : options.otherBufferBytes());
      }
      case PAGES ->
          cf.setCompactionStyle(CompactionStyle.UNIVERSAL)
              .setWriteBufferSize(options.otherBufferBytes());
      case DEFAULT, META ->
          cf.setCompactionStyle(CompactionStyle.UNIVERSAL).setWriteBufferSize(SYNC_STEP_BYTES);
    }
    return cf;
  }

  /** Translates a failure to open into what the operator needs to know. */
  static StoreException openFailure(Path dir, RocksDBException e) {
    Status status = e.getStatus();
    boolean corrupt = status != null && status.getCode() == Status.Code.Corruption;
    String text = String.valueOf(e.getMessage());
    if (corrupt || text.toLowerCase(Locale.ROOT).contains("corrupt")) {
      return new StoreException(
          Reason.DAMAGED,
          "data directory "
              + dir
              + " is damaged: "
              + text
              + ". Only an incomplete last write is forgiven; replace this node, its peers hold the data",
          e);
    }
    return new StoreException(Reason.IO, "data directory " + dir + " cannot be opened: " + text, e);
  }
}
