package cbdc.settlement.node.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts and deletes that go into the database together or not at all. Filled by one thread, then
 * handed over.
 */
public final class Writes {
  /**
   * One operation.
   *
   * @param family table
   * @param key key, or first key of a range delete
   * @param value what a put writes, else null
   * @param endKey exclusive end of a range delete, else null
   */
  public record Op(Family family, byte[] key, byte[] value, byte[] endKey) {}

  private static final int OP_OVERHEAD_BYTES = 16;

  private final List<Op> ops = new ArrayList<>(4);
  private long bytes;
  private int logEntries;

  Writes() {}

  Writes put(Family family, byte[] key, byte[] value) {
    return add(new Op(family, key, value, null), key.length + value.length);
  }

  Writes delete(Family family, byte[] key) {
    return add(new Op(family, key, null, null), key.length);
  }

  Writes deleteRange(Family family, byte[] fromKey, byte[] endKey) {
    return add(new Op(family, fromKey, null, endKey), fromKey.length + endKey.length);
  }

  /** A put that counts as a log entry in the metrics. */
  Writes putLogEntry(byte[] key, byte[] value) {
    logEntries++;
    return put(Family.LOG, key, value);
  }

  /** The operations, in order. */
  public List<Op> ops() {
    return ops;
  }

  long bytes() {
    return bytes;
  }

  int logEntries() {
    return logEntries;
  }

  boolean isEmpty() {
    return ops.isEmpty();
  }

  private Writes add(Op op, int payloadBytes) {
    ops.add(op);
    bytes += payloadBytes + OP_OVERHEAD_BYTES;
    return this;
  }
}
