package cbdc.settlement.node.store;

import cbdc.settlement.node.core.Transitions;
import cbdc.settlement.node.store.StoreException.Reason;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the room left on the disk, measured again after every so many bytes written. */
final class DiskSpace {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
  private static final long MEASURE_EVERY_BYTES = 16L << 20;

  private final StoreOptions options;
  private final LongSupplier usableBytes;
  private final Transitions<StorageLevel> transitions = new Transitions<>(StorageLevel.class);
  private volatile StorageLevel level = StorageLevel.ENOUGH;
  private long writtenBytes;

  DiskSpace(StoreOptions options, LongSupplier usableBytes) {
    this.options = options;
    this.usableBytes = usableBytes;
  }

  StorageLevel level() {
    return level;
  }

  /** How often the level changed. */
  Transitions<StorageLevel> transitions() {
    return transitions;
  }

  /** May be asked for by two threads at once: by the committer on its way, and by the clock. */
  synchronized StorageLevel measure() {
    long usable = usableBytes.getAsLong();
    StorageLevel measured = StorageLevel.of(usable, options);
    if (measured != level) {
      transitions.count(level, measured);
      LOG.warn(
          "disk: {} -> {}: {} usable bytes are left; below {} new payments are refused, below {} the node halts",
          level,
          measured,
          usable,
          options.diskLowBytes(),
          options.diskHaltBytes());
      level = measured;
    }
    return measured;
  }

  /** Refuses a disk that is too full to start on. */
  void requireRoomToStart() {
    if (measure() == StorageLevel.FULL) {
      throw new StoreException(Reason.IO, fullMessage());
    }
  }

  /**
   * Measures on the way of every write; throws before the disk is so full that a write could fail
   * half-way.
   */
  SyncedWriter guarding(SyncedWriter writer) {
    return round -> {
      writtenBytes += round.bytes();
      if (writtenBytes >= MEASURE_EVERY_BYTES) {
        writtenBytes = 0;
        if (measure() == StorageLevel.FULL) {
          throw new StoreException(Reason.IO, fullMessage());
        }
      }
      writer.write(round);
    };
  }

  private String fullMessage() {
    return "disk nearly full: expected at least "
        + options.diskHaltBytes()
        + " usable bytes but found "
        + usableBytes.getAsLong()
        + ". Free some space, then start the node again";
  }
}
