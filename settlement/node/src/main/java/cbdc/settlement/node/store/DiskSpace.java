package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.util.function.LongSupplier;

/** Watches the room left on the disk, measured again after every so many bytes written. */
final class DiskSpace {
  private static final long MEASURE_EVERY_BYTES = 16L << 20;

  private final StoreOptions options;
  private final LongSupplier usableBytes;
  private volatile StorageLevel level = StorageLevel.ENOUGH;
  private long writtenBytes;

  DiskSpace(StoreOptions options, LongSupplier usableBytes) {
    this.options = options;
    this.usableBytes = usableBytes;
  }

  StorageLevel level() {
    return level;
  }

  StorageLevel measure() {
    level = StorageLevel.of(usableBytes.getAsLong(), options);
    return level;
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
