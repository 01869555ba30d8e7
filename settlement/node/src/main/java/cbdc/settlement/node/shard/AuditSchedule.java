package cbdc.settlement.node.shard;

import cbdc.protocol.EntryKind;
import java.util.concurrent.TimeUnit;

/**
 * When a leader logs an audit mark: after so many entries, or some seconds after the last one if
 * anything was executed since. Confined to the group's thread.
 */
final class AuditSchedule {
  static final int EVERY_ENTRIES = 1_000;
  static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long lastNumber;
  private long lastNanos;

  /** Starts as if a mark had just been logged, behind the entry with this number. */
  AuditSchedule(long lastNumber, long nowNanos) {
    logged(lastNumber, nowNanos);
  }

  /** A mark behind this entry was proposed. */
  void logged(long number, long nowNanos) {
    lastNumber = number;
    lastNanos = nowNanos;
  }

  /**
   * Whether a mark is due. Behind an entry that is no batch it can wait: marks would follow marks
   * for ever.
   *
   * @param last what was executed last, or null
   * @param number its consecutive number
   */
  boolean isDue(AppliedBatch last, long number, long nowNanos) {
    return last != null
        && last.kind() == EntryKind.BATCH
        && (number - lastNumber >= EVERY_ENTRIES || nowNanos - lastNanos >= EVERY_NANOS);
  }
}
