package cbdc.settlement.node.store;

import java.util.Objects;

/**
 * The operation of a Raft log entry: opaque bytes that are in memory, or in the store only.
 *
 * <p>MicroRaft keeps every entry since the last snapshot in its log. Once the store has persisted
 * an entry it may drop the bytes from memory (oldest applied entries first, beyond the group's
 * budget) and {@link #get()} reads them back. Thread safe: transports encode entries on other
 * threads than the group's.
 *
 * <p>An instance belongs to at most one store. Transports hand over bytes, not instances; an
 * instance that a second store persists all the same stays in memory for good.
 */
public final class EntryBytes {
  /** Reads back evicted bytes. */
  @FunctionalInterface
  interface Loader {
    byte[] load(long index, int term, int length);
  }

  private final int length;
  private volatile byte[] bytes;
  private Loader loader;
  private long index;
  private int term;
  private boolean pinned;

  private EntryBytes(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /**
   * An entry in memory.
   *
   * @param bytes its bytes, not copied and not to be changed afterwards; the first one is the kind
   */
  public static EntryBytes of(byte[] bytes) {
    return new EntryBytes(Objects.requireNonNull(bytes, "bytes"), bytes.length);
  }

  /** An entry that is in the store and not in memory. */
  static EntryBytes stored(Loader loader, long index, int term, int length) {
    EntryBytes entry = new EntryBytes(null, length);
    entry.loader = loader;
    entry.index = index;
    entry.term = term;
    return entry;
  }

  /**
   * The bytes, not to be changed.
   *
   * @throws IllegalStateException if they are no longer in memory and the entry has meanwhile been
   *     truncated, or the store is closed
   */
  public byte[] get() {
    byte[] inMemory = bytes;
    if (inMemory != null) {
      return inMemory;
    }
    Loader source;
    long entryIndex;
    int entryTerm;
    synchronized (this) {
      source = loader;
      entryIndex = index;
      entryTerm = term;
    }
    return source.load(entryIndex, entryTerm, length);
  }

  /** Number of bytes, known without reading them. */
  public int length() {
    return length;
  }

  /** Whether the bytes are in memory. */
  public boolean inMemory() {
    return bytes != null;
  }

  /**
   * Tells where the entry is stored.
   *
   * @return false if another store has it already: it then stays in memory for both
   */
  boolean bind(Loader newLoader, long entryIndex, int entryTerm) {
    byte[] loaded = bytes == null ? get() : bytes;
    synchronized (this) {
      if (loader != null && !loader.equals(newLoader)) {
        pinned = true;
        bytes = loaded;
        return false;
      }
      loader = newLoader;
      index = entryIndex;
      term = entryTerm;
      return true;
    }
  }

  /** Drops the bytes from memory; the entry must be durable. */
  synchronized void evict() {
    if (loader != null && !pinned) {
      bytes = null;
    }
  }

  @Override
  public String toString() {
    return "EntryBytes[" + length + " bytes" + (inMemory() ? "]" : ", in store only]");
  }
}
